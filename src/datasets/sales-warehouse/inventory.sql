-- What leaves the assortment goes back in the morning: on that day it is not ranged any more.
SELECT store_id, product_id, day AS inventory_date, closing AS stock
FROM world.stock_day
WHERE day > CAST(setting('end') AS DATE) - CAST(setting('inventory.days') AS INTEGER)
  AND day <= CAST(setting('end') AS DATE)
  AND NOT (returned > 0 AND opening + delivered - returned = 0)
