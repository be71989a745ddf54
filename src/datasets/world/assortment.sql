SELECT
  week_start,
  store_id,
  product_id,
  list_cents,
  unit_cents
FROM world.assortment
