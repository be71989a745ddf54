/**
 * The shelves of a US supermarket. Shares of lines follow the departments of dunnhumby's Complete Journey (grocery 64 %,
 * drug and general merchandise 11 %, produce 10 %, packaged meat 4 %, meat 3.4 %, deli 2.5 %); prices give its quantiles:
 * a median product of about 2.40 USD. The split into categories inside a department, tastes and seasons are plausible
 * choices.
 */
import { category, chilled, shelve } from './compose.js';
import { COLD_DAYS, GIFTS, HOT_DAYS, WARM_DAYS } from './season.js';

const FLAVOURED_DAIRY =
  'Plain, Vanilla, Strawberry, Blueberry, Peach, Black Cherry, Raspberry, Honey, Coconut, Key Lime';

/** Halloween and the end of the year. */
const CANDY_SEASON = [0.86, 1.05, 1.0, 1.02, 0.86, 0.82, 0.84, 0.86, 0.96, 1.4, 1.05, 1.28] as const;

/** Berries, stone fruit and melons. */
const FRUIT_SEASON = [0.86, 0.88, 0.92, 1.0, 1.1, 1.18, 1.2, 1.14, 1.04, 0.94, 0.88, 0.86] as const;

/** Holiday baking; the pans stay in the cupboard in summer. */
const BAKING_SEASON = [0.95, 0.94, 0.96, 0.96, 0.84, 0.8, 0.78, 0.82, 0.94, 1.1, 1.46, 1.45] as const;

export const GROCERY_SHELVES = shelve({
  Dairy: chilled([
    category(
      'Milk',
      { products: 0.9, demand: 3.6, medianPrice: 1.95, priceSigma: 0.5, tasteShape: 3, brands: 4 },
      'Whole Milk, 2% Milk, 1% Milk, Skim Milk, Lactose-Free Milk, Chocolate Milk, Almond Milk, Soy Milk, Oat Milk, Buttermilk',
      'Classic, Organic, Vitamin D, High Protein, Local Farm',
      'Pint, Quart, Half Gallon, Gallon',
    ),
    category(
      'Cheese',
      { products: 3.4, demand: 3.7, medianPrice: 2.45, priceSigma: 0.54, tasteShape: 1.6, brands: 10 },
      'Cheddar, Mozzarella, Swiss Cheese, Colby Jack, Pepper Jack, Provolone, American Cheese, Cream Cheese, Cottage Cheese, Parmesan',
      'Mild, Sharp, Reduced Fat, Organic, Smoked, Aged',
      'Slices, Block, Shredded, Snack Pack',
    ),
    category(
      'Yogurt',
      { products: 2.8, demand: 2.5, medianPrice: 0.95, priceSigma: 0.6, tasteShape: 0.7, brands: 7 },
      'Greek Yogurt, Lowfat Yogurt, Whole Milk Yogurt, Kids Yogurt, Drinkable Yogurt, Skyr, Kefir',
      FLAVOURED_DAIRY,
      '5.3 oz, 4 Pack, 32 oz',
    ),
    category(
      'Eggs',
      { products: 0.4, demand: 1.1, medianPrice: 1.7, priceSigma: 0.54, tasteShape: 2.4, brands: 3 },
      'White Eggs, Brown Eggs, Cage-Free Eggs, Free-Range Eggs, Organic Eggs, Egg Whites',
      'Medium, Large, Extra Large, Jumbo',
      '6 Count, 12 Count, 18 Count',
    ),
    category(
      'Butter and Cream',
      { products: 1.0, demand: 1.4, medianPrice: 2.2, priceSigma: 0.5, tasteShape: 1.8, brands: 6 },
      'Salted Butter, Unsalted Butter, Spreadable Butter, Margarine, Sour Cream, Whipping Cream, Half and Half, Coffee Creamer',
      'Classic, Light, Organic, Lactose-Free',
      'Small, Regular, Family Size',
    ),
  ]),
  Bakery: [
    category(
      'Bread',
      { products: 2.6, demand: 3.4, medianPrice: 1.95, priceSigma: 0.5, tasteShape: 3, brands: 8 },
      'White Bread, Wheat Bread, Rye Bread, Sourdough, Hamburger Buns, Hot Dog Buns, Bagels, English Muffins, Tortillas, Pita',
      'Classic, Whole Grain, Honey, Multigrain, Reduced Calorie, Sesame, Potato',
      'Small, Regular, Family Size',
    ),
    category(
      'Pastries and Cakes',
      { products: 2.2, demand: 1.4, medianPrice: 2.85, priceSigma: 0.66, tasteShape: 1, brands: 6 },
      'Donuts, Muffins, Cinnamon Rolls, Croissants, Danish, Cupcakes, Layer Cake, Brownies, Pie, Coffee Cake',
      'Glazed, Chocolate, Blueberry, Apple, Lemon, Pecan, Vanilla, Cherry',
      '2 Count, 4 Count, 6 Count',
    ),
  ],
  Beverages: [
    category(
      'Soft Drinks',
      { products: 3.0, demand: 4.9, medianPrice: 2, priceSigma: 0.72, tasteShape: 0.9, brands: 8, season: WARM_DAYS },
      'Cola, Diet Cola, Root Beer, Ginger Ale, Lemon-Lime Soda, Orange Soda, Grape Soda, Cream Soda, Energy Drink, Iced Tea',
      'Classic, Zero, Caffeine-Free, Cherry, Vanilla',
      '20 oz, 1 Liter, 2 Liter, 6 Pack, 12 Pack',
    ),
    category(
      'Juice',
      { products: 2.0, demand: 1.9, medianPrice: 2.4, priceSigma: 0.54, tasteShape: 1, brands: 7 },
      'Orange Juice, Apple Juice, Grape Juice, Cranberry Juice, Grapefruit Juice, Lemonade, Fruit Punch, Vegetable Juice',
      'Classic, No Pulp, Light, Organic, With Calcium',
      '6 Pouches, 52 oz, 64 oz, 89 oz',
    ),
    category(
      'Water',
      { products: 1.2, demand: 1.5, medianPrice: 1.6, priceSigma: 0.72, tasteShape: 0.8, brands: 6, season: WARM_DAYS },
      'Spring Water, Purified Water, Sparkling Water, Mineral Water, Sports Drink, Coconut Water, Vitamin Water',
      'Plain, Lemon, Lime, Berry, Orange',
      '20 oz, 1 Liter, 6 Pack, 24 Pack',
    ),
    category(
      'Coffee and Tea',
      { products: 2.6, demand: 1.3, medianPrice: 4.65, priceSigma: 0.6, tasteShape: 0.7, brands: 9, season: COLD_DAYS },
      'Ground Coffee, Whole Bean Coffee, Coffee Pods, Instant Coffee, Black Tea, Green Tea, Herbal Tea, Hot Cocoa',
      'House Blend, Dark, Breakfast, Decaf, Vanilla, Hazelnut, Organic',
      '12 Count, 24 Count, 12 oz, 24 oz',
    ),
    category(
      'Beer and Wine',
      {
        products: 3.6,
        demand: 1.1,
        medianPrice: 7.4,
        priceSigma: 0.54,
        tasteShape: 0.3,
        brands: 14,
        season: WARM_DAYS,
      },
      'Lager, Light Beer, Pale Ale, Wheat Beer, Hard Cider, Stout, Chardonnay, Merlot, Pinot Noir, Rosé',
      'Classic, Reserve, Small Batch, Valley, Coastal',
      'Single, 4 Pack, 6 Pack, 12 Pack',
    ),
  ],
  'Snacks and Candy': [
    category(
      'Salty Snacks',
      { products: 3.4, demand: 3.6, medianPrice: 2.25, priceSigma: 0.54, tasteShape: 1.3, brands: 9 },
      'Potato Chips, Tortilla Chips, Corn Chips, Pretzels, Popcorn, Cheese Puffs, Pita Chips, Trail Mix, Peanuts, Dip',
      'Original, Sea Salt, Barbecue, Sour Cream, Jalapeño, Ranch, Reduced Fat',
      'Single, Regular, Party Size',
    ),
    category(
      'Cookies and Crackers',
      { products: 3.4, demand: 3.0, medianPrice: 2.25, priceSigma: 0.5, tasteShape: 1.3, brands: 9 },
      `
        Chocolate Chip Cookies, Sandwich Cookies, Oatmeal Cookies, Wafers, Shortbread, Saltines, Butter Crackers,
        Wheat Crackers, Graham Crackers, Granola Bars
      `,
      'Original, Thin, Mini, Reduced Fat, Whole Grain, Double, Organic, Honey',
      'Snack Size, Regular, Family Size',
    ),
    category(
      'Candy',
      {
        products: 4.2,
        demand: 2.6,
        medianPrice: 1.3,
        priceSigma: 0.66,
        tasteShape: 0.9,
        brands: 10,
        season: CANDY_SEASON,
      },
      'Milk Chocolate, Dark Chocolate, Peanut Clusters, Caramels, Gummies, Jelly Beans, Mints, Chewing Gum, Licorice, Hard Candy',
      'Classic, Sugar-Free, Sea Salt, Cherry, Mixed Fruit, Almond, Sour, Mint',
      'Single, Share Size, Bag, Gift Box',
    ),
  ],
  Frozen: chilled([
    category(
      'Frozen Pizza',
      { products: 1.3, demand: 1.7, medianPrice: 3.65, priceSigma: 0.5, tasteShape: 0.7, brands: 6 },
      'Thin Crust Pizza, Rising Crust Pizza, Stuffed Crust Pizza, Deep Dish Pizza, French Bread Pizza, Pizza Snacks',
      'Cheese, Pepperoni, Supreme, Four Cheese, Sausage, Vegetable, Margherita, Barbecue Chicken',
      'Single, Regular, Family Size',
    ),
    category(
      'Frozen Meals',
      { products: 4.2, demand: 3.9, medianPrice: 2.25, priceSigma: 0.62, tasteShape: 0.6, brands: 10 },
      'Lasagna, Chicken Bowl, Beef Bowl, Burrito, Mac and Cheese, Pot Pie, Chicken Nuggets, Fish Sticks, Waffles, Pot Roast, Stir-Fry',
      'Classic, Spicy, Light, Organic, Gluten-Free, High Protein, Southwest, Garlic',
      'Single, Twin Pack, Family Size',
    ),
    category(
      'Frozen Vegetables',
      { products: 1.3, demand: 1.2, medianPrice: 1.6, priceSigma: 0.5, tasteShape: 1.2, brands: 5 },
      'Peas, Sweet Corn, Broccoli, Green Beans, Mixed Vegetables, Spinach, Cauliflower, Stir-Fry Vegetables, French Fries, Hash Browns',
      'Plain, Steamable, Lightly Seasoned, Organic, With Butter Sauce',
      '10 oz, 12 oz, 16 oz, 32 oz',
    ),
    category(
      'Ice Cream',
      { products: 2.4, demand: 2.0, medianPrice: 3, priceSigma: 0.54, tasteShape: 0.9, brands: 7, season: HOT_DAYS },
      'Ice Cream, Frozen Yogurt, Sherbet, Ice Cream Bars, Ice Cream Sandwiches, Gelato, Fruit Pops, Sorbet',
      'Vanilla, Chocolate, Strawberry, Cookie Dough, Butter Pecan, Mint Chip, Mango, Caramel',
      'Pint, Quart, 6 Count, 12 Count',
    ),
  ]),
  Pantry: [
    category(
      'Cereal',
      { products: 2.2, demand: 2.1, medianPrice: 2.6, priceSigma: 0.5, tasteShape: 1.1, brands: 7 },
      'Corn Flakes, Bran Flakes, Oat Rings, Granola, Puffed Rice, Oatmeal, Shredded Wheat, Muesli, Grits',
      'Original, Honey, Cinnamon, Chocolate, Maple, Berry, Almond, Apple',
      'Regular, Family Size, Cups',
    ),
    category(
      'Canned Soup',
      { products: 1.8, demand: 2.3, medianPrice: 1.35, priceSigma: 0.5, tasteShape: 1.1, brands: 5, season: COLD_DAYS },
      'Tomato Soup, Chicken Noodle Soup, Mushroom Soup, Clam Chowder, Minestrone, Lentil Soup, Beef Stew, Chicken Broth, Chili',
      'Classic, Chunky, Low Sodium, Organic, Hearty, Spicy, Homestyle',
      '10 oz, 19 oz, 4 Pack',
    ),
    category(
      'Canned Vegetables',
      { products: 2.0, demand: 2.0, medianPrice: 0.95, priceSigma: 0.5, tasteShape: 1.5, brands: 5 },
      'Green Beans, Sweet Corn, Black Beans, Kidney Beans, Diced Tomatoes, Tomato Paste, Chickpeas, Peas, Mushrooms, Sliced Carrots',
      'Classic, No Salt Added, Organic, Fire Roasted, Seasoned',
      '8 oz, 15 oz, 28 oz, 4 Pack',
    ),
    category(
      'Pasta and Rice',
      { products: 3.2, demand: 3.1, medianPrice: 1.55, priceSigma: 0.58, tasteShape: 1.8, brands: 9 },
      'Spaghetti, Penne, Rotini, Egg Noodles, Macaroni and Cheese, White Rice, Brown Rice, Rice Mix, Marinara Sauce, Alfredo Sauce',
      'Classic, Whole Grain, Organic, Gluten-Free, Garlic, Four Cheese',
      'Small, Regular, Family Size',
    ),
    category(
      'Baking',
      {
        products: 2.2,
        demand: 1.7,
        medianPrice: 2,
        priceSigma: 0.6,
        tasteShape: 1.2,
        brands: 7,
        season: BAKING_SEASON,
      },
      'Flour, Sugar, Brown Sugar, Cake Mix, Brownie Mix, Frosting, Chocolate Chips, Baking Powder, Vanilla Extract, Shortening',
      'Classic, Organic, Gluten-Free, Unbleached, Dark, Reduced Sugar',
      'Small, Regular, Large',
    ),
    category(
      'Condiments',
      { products: 4.8, demand: 2.5, medianPrice: 2.2, priceSigma: 0.54, tasteShape: 1.6, brands: 11 },
      'Ketchup, Mustard, Mayonnaise, Ranch Dressing, Vinaigrette, Barbecue Sauce, Salsa, Soy Sauce, Peanut Butter, Grape Jelly, Olive Oil, Pickles',
      'Classic, Light, Organic, Spicy, Smoky, Honey, No Sugar Added',
      'Small, Regular, Family Size',
    ),
  ],
  Produce: chilled([
    category(
      'Fresh Fruit',
      {
        products: 1.6,
        demand: 2.7,
        medianPrice: 2.5,
        priceSigma: 0.58,
        tasteShape: 1.8,
        brands: 5,
        season: FRUIT_SEASON,
      },
      'Gala Apples, Red Apples, Navel Oranges, Strawberries, Blueberries, Red Grapes, Green Grapes, Peaches, Pears, Watermelon, Cantaloupe, Lemons',
      'Loose, Organic, Local, Extra Sweet',
      'Each, 1 lb, 2 lb, 3 lb',
    ),
    category(
      'Tropical Fruit',
      { products: 0.4, demand: 1.7, medianPrice: 1, priceSigma: 0.6, tasteShape: 3, brands: 3 },
      'Bananas, Baby Bananas, Plantains, Mangoes, Pineapple, Kiwi, Papaya, Avocados, Coconut',
      'Loose, Organic, Ripe, Fair Trade',
      'Each, Bag, Bunch',
    ),
    category(
      'Fresh Vegetables',
      { products: 2.4, demand: 4.1, medianPrice: 1.5, priceSigma: 0.54, tasteShape: 2, brands: 5 },
      'Tomatoes, Yellow Onions, Russet Potatoes, Carrots, Broccoli, Cucumbers, Green Peppers, Red Peppers, Celery, Mushrooms, Sweet Corn, Garlic',
      'Loose, Organic, Local, Washed, Baby',
      'Each, 8 oz, 1 lb, 3 lb, 5 lb',
    ),
    category(
      'Salad',
      {
        products: 1.2,
        demand: 1.5,
        medianPrice: 2.3,
        priceSigma: 0.5,
        tasteShape: 1.3,
        brands: 5,
        season: WARM_DAYS,
      },
      'Iceberg Lettuce, Romaine Hearts, Baby Spinach, Spring Mix, Caesar Kit, Garden Salad, Coleslaw Mix, Arugula, Kale',
      'Classic, Organic, Chopped, Baby Leaf',
      '5 oz, 10 oz, 16 oz',
    ),
  ]),
  'Meat and Seafood': chilled([
    category(
      'Beef',
      { products: 1.5, demand: 1.8, medianPrice: 5.3, priceSigma: 0.58, tasteShape: 1.2, brands: 5 },
      'Ground Beef, Ribeye Steak, Sirloin Steak, Chuck Roast, Stew Meat, Beef Patties, Brisket, Flank Steak',
      'Lean, Extra Lean, Grass-Fed, Choice, Angus',
      '1 lb, 2 lb, 3 lb, Value Pack',
    ),
    category(
      'Chicken',
      { products: 1.0, demand: 1.2, medianPrice: 4.55, priceSigma: 0.54, tasteShape: 1.5, brands: 5 },
      'Chicken Breasts, Chicken Thighs, Drumsticks, Chicken Wings, Whole Chicken, Chicken Tenders, Ground Turkey, Turkey Breast',
      'Fresh, Boneless, Organic, Thin Sliced, Marinated',
      '1 lb, 2 lb, 4 lb, Value Pack',
    ),
    category(
      'Lunch Meat',
      { products: 1.8, demand: 2.2, medianPrice: 2.7, priceSigma: 0.58, tasteShape: 1.1, brands: 6 },
      'Turkey Slices, Ham Slices, Bologna, Salami, Roast Beef Slices, Pepperoni, Hot Dogs, Lunch Kit, Chicken Slices',
      'Classic, Honey, Smoked, Low Sodium, Thin Sliced, Peppered',
      '8 oz, 12 oz, 16 oz',
    ),
    category(
      'Pork and Bacon',
      { products: 1.7, demand: 2.5, medianPrice: 3.75, priceSigma: 0.5, tasteShape: 1.2, brands: 6 },
      'Bacon, Turkey Bacon, Breakfast Sausage, Smoked Sausage, Bratwurst, Pork Chops, Pork Loin, Spare Ribs, Ham Steak',
      'Classic, Hickory, Maple, Thick Cut, Low Sodium, Spicy',
      '12 oz, 16 oz, Value Pack',
    ),
    category(
      'Seafood',
      { products: 1.1, demand: 0.6, medianPrice: 6.45, priceSigma: 0.6, tasteShape: 0.4, brands: 5 },
      'Salmon Fillets, Shrimp, Tilapia, Cod Fillets, Crab Meat, Tuna Steaks, Catfish, Scallops',
      'Fresh, Wild Caught, Farm Raised, Breaded, Smoked',
      '8 oz, 12 oz, 1 lb, 2 lb',
    ),
  ]),
  Deli: chilled([
    category(
      'Deli Counter',
      { products: 2.0, demand: 1.5, medianPrice: 4.2, priceSigma: 0.54, tasteShape: 0.8, brands: 7 },
      'Oven Turkey, Black Forest Ham, Hard Salami, Swiss Cheese, Havarti, Potato Salad, Coleslaw, Hummus, Olives',
      'Classic, Premium, Low Sodium, Smoked, Herb, Peppered',
      'Half Pound, Pound, Tub',
    ),
    category(
      'Prepared Meals',
      { products: 1.3, demand: 1.3, medianPrice: 4, priceSigma: 0.5, tasteShape: 0.6, brands: 5 },
      'Rotisserie Chicken, Fried Chicken, Sub Sandwich, Wrap, Sushi Roll, Salad Bowl, Soup of the Day, Fruit Cup, Pasta Salad',
      'Classic, Spicy, Veggie, Chicken, Light',
      'Small, Regular, Large',
    ),
  ]),
  Household: [
    category(
      'Paper Goods',
      { products: 1.4, demand: 1.6, medianPrice: 4, priceSigma: 0.72, tasteShape: 2, brands: 5 },
      'Paper Towels, Bath Tissue, Facial Tissue, Napkins, Paper Plates, Paper Cups, Trash Bags, Food Bags',
      'Classic, Soft, Strong, Recycled, Printed',
      'Small, Regular, Double, Mega',
    ),
    category(
      'Laundry and Cleaning',
      { products: 3.0, demand: 1.5, medianPrice: 3.45, priceSigma: 0.6, tasteShape: 1.5, brands: 10 },
      'Laundry Detergent, Fabric Softener, Dryer Sheets, Bleach, Dish Soap, Dishwasher Tabs, Glass Cleaner, Floor Cleaner, Sponges, Stain Remover',
      'Original, Lemon, Lavender, Free and Clear, Fresh Linen, Ocean',
      'Small, Regular, Value Size',
    ),
  ],
  'Baby and Pet': [
    category(
      'Baby Food',
      { products: 1.6, demand: 0.8, medianPrice: 0.95, priceSigma: 0.72, tasteShape: 0.15, brands: 5 },
      'Fruit Puree, Vegetable Puree, Baby Cereal, Puffs, Toddler Meal, Infant Formula, Teething Biscuits, Baby Juice',
      'Apple, Banana, Carrot, Sweet Potato, Pear, Chicken, Mixed',
      'Jar, Pouch, Twin Pack',
    ),
    category(
      'Diapers',
      { products: 0.8, demand: 0.5, medianPrice: 9.25, priceSigma: 0.6, tasteShape: 0.15, brands: 4 },
      'Diapers, Overnight Diapers, Training Pants, Baby Wipes, Swim Diapers, Changing Pads',
      'Newborn, Size 1, Size 2, Size 3, Size 4, Size 5',
      'Small Pack, Value Pack, Jumbo Box',
    ),
    category(
      'Pet Food',
      { products: 3.6, demand: 1.8, medianPrice: 1.3, priceSigma: 0.75, tasteShape: 0.25, brands: 8 },
      'Dry Dog Food, Wet Dog Food, Dog Treats, Dry Cat Food, Wet Cat Food, Cat Treats, Cat Litter, Bird Seed',
      'Chicken, Beef, Salmon, Turkey, Tuna, Grain-Free, Senior, Indoor',
      'Small, Medium, Large, Variety Pack',
    ),
  ],
  'Health and Beauty': [
    category(
      'Soap and Hair Care',
      { products: 4.0, demand: 1.6, medianPrice: 2.9, priceSigma: 0.58, tasteShape: 1, brands: 12 },
      'Shampoo, Conditioner, Body Wash, Bar Soap, Hand Soap, Hair Spray, Styling Gel, Hair Color, Dry Shampoo',
      'Fresh, Moisture, Volume, Coconut, Aloe, Lavender, Sensitive, Citrus',
      'Travel Size, Regular, Large',
    ),
    category(
      'Personal Care',
      { products: 3.2, demand: 1.5, medianPrice: 2.9, priceSigma: 0.6, tasteShape: 1, brands: 10 },
      'Toothpaste, Toothbrush, Mouthwash, Dental Floss, Deodorant, Razors, Shaving Cream, Hand Lotion, Sunscreen, Cotton Swabs',
      'Classic, Fresh Mint, Sensitive, Clear, Extra, Gentle',
      'Travel Size, Regular, Twin Pack',
    ),
    category(
      'Medicine',
      {
        products: 4.2,
        demand: 1.4,
        medianPrice: 4.2,
        priceSigma: 0.62,
        tasteShape: 0.7,
        brands: 11,
        season: COLD_DAYS,
      },
      'Pain Reliever, Cold Relief, Allergy Tablets, Antacid, Cough Drops, Cough Syrup, Multivitamin, Vitamin C, Bandages, Sleep Aid',
      'Regular, Extra Strength, Daytime, Nighttime, Kids, Cherry',
      '20 Count, 50 Count, 100 Count',
    ),
    category(
      'Cosmetics',
      { products: 4.2, demand: 0.35, medianPrice: 3.9, priceSigma: 0.54, tasteShape: 0.3, brands: 14 },
      'Lipstick, Mascara, Foundation, Eyeliner, Nail Polish, Blush, Concealer, Eye Shadow, Lip Gloss, Brow Pencil',
      'Matte, Satin, Sheer, Long-Wear',
      'Ivory, Rose, Coral, Plum, Nude, Berry, Bronze, Black',
    ),
  ],
  'General Merchandise': [
    category(
      'Greeting Cards',
      { products: 2.6, demand: 0.55, medianPrice: 2.15, priceSigma: 0.54, tasteShape: 0.6, brands: 6, season: GIFTS },
      'Birthday Card, Thank You Card, Wedding Card, Get Well Card, Baby Card, Anniversary Card, Gift Wrap, Gift Bag, Magazine',
      'Floral, Funny, Classic, Kids, Musical, Photo, Elegant, Watercolor',
      'Blue, Gold, Red, Pink',
    ),
    category(
      'Home Goods',
      { products: 4.6, demand: 2.0, medianPrice: 2, priceSigma: 0.72, tasteShape: 1, brands: 12, season: GIFTS },
      'Storage Box, Scented Candle, Kitchen Towel, Batteries, Light Bulb, Aluminum Foil, Food Wrap, Coffee Mug, Notebook, Party Balloons',
      'White, Blue, Red, Green, Black, Clear, Natural, Striped',
      'Small, Medium, Large',
    ),
  ],
});
