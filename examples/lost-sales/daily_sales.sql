SELECT
  sold_on AS day,
  l.store_id,
  p.colour || ' ' || p.style || ' ' || p.category || ' ' || l.product_id AS product,
  sum(l.quantity)::INTEGER AS units,
  (sum(l.quantity * l.unit_cents) / 100)::DECIMAL(12, 2) AS revenue
FROM world.sale_line l
JOIN world.product p ON p.product_id = l.product_id
GROUP BY ALL
ORDER BY day, l.store_id, product
