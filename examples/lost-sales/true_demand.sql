SELECT wanted_on AS day, store_id, sum(quantity)::BIGINT AS units_lost
FROM world.lost_sale
GROUP BY ALL
ORDER BY day, store_id
