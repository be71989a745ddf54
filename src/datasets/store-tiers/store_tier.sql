SELECT store_uuid AS store_id, tier, volume AS baseline_multiplier FROM world.store
