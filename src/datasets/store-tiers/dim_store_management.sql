SELECT
  store_uuid AS store_id,
  retailer || ' ' || town || ' ' || store_id AS store_name,
  regional,
  tier AS current_cluster_label,
  opened_on AS opening_date
FROM world.store
