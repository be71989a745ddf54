SELECT
  product_id,
  valid_from,
  nullif(valid_to, DATE '9999-12-31') AS valid_to,
  list_cents
FROM world.price_history
