SELECT day, store_id, product_id, sum(quantity)::INTEGER AS units
FROM (
  SELECT sold_on AS day, store_id, product_id, quantity FROM world.sale_line WHERE NOT substitute
  UNION ALL
  SELECT wanted_on, store_id, product_id, quantity FROM world.lost_sale
)
GROUP BY ALL
ORDER BY ALL
