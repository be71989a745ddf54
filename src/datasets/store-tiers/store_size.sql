SELECT store_uuid AS store_id, size_m2 FROM world.store
