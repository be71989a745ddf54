SELECT store_id, sum(units)::BIGINT AS units, sum(revenue)::DECIMAL(38, 2) AS revenue
FROM daily_sales
GROUP BY store_id
ORDER BY store_id
