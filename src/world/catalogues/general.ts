import { list } from '../vocabularies/compose.js';
import type { Catalogue } from './catalogue.js';
import { category, shelve } from './compose.js';
import { COLD_DAYS, GIFTS, OUTDOORS } from './season.js';

/** New terms in August and September. */
const SCHOOL_SEASON = [0.92, 0.86, 0.88, 0.9, 0.92, 0.96, 1.14, 1.36, 1.12, 0.9, 1.0, 1.04] as const;

const FITS = 'Slim, Regular, Relaxed, Tall, Petite';
const TOY_THEMES = 'Farm, Space, Ocean, Jungle, Castle, City, Dinosaur, Robot, Pirate';

/** General merchandise at 5 to 500 USD. Departments and categories are those of the contract of sales-warehouse. */
export const GENERAL: Catalogue = {
  kind: 'general',
  ...shelve({
    Electronics: [
      category(
        'Mobile',
        { products: 6, demand: 6.5, medianPrice: 210, priceSigma: 0.5, tasteShape: 0.8, brands: 10, season: GIFTS },
        'Smartphone, Flip Phone, Rugged Phone, Senior Phone, Folding Phone, Kids Phone, Compact Phone, Camera Phone',
        'Lite, Plus, Pro, Max, Mini, Neo, One, Duo',
        '32 GB, 64 GB, 128 GB, 256 GB, Dual SIM, 5G, Bundle',
      ),
      category(
        'Laptop',
        {
          products: 5,
          demand: 4,
          medianPrice: 330,
          priceSigma: 0.3,
          tasteShape: 0.6,
          brands: 8,
          season: SCHOOL_SEASON,
        },
        'Laptop, Notebook, Convertible Laptop, Gaming Laptop, Student Laptop, Business Laptop, Touch Laptop, Travel Laptop',
        '11 inch, 13 inch, 14 inch, 15 inch, 17 inch',
        '4 GB, 8 GB, 16 GB, 32 GB, 128 GB SSD, 256 GB SSD, 512 GB SSD, 1 TB SSD, Backlit',
      ),
      category(
        'Camera',
        { products: 5, demand: 3, medianPrice: 190, priceSigma: 0.55, tasteShape: 0.5, brands: 8, season: GIFTS },
        'Mirrorless Camera, Reflex Camera, Compact Camera, Action Camera, Instant Camera, Camcorder, Bridge Camera, Trail Camera',
        '12 MP, 16 MP, 20 MP, 24 MP, 32 MP',
        'Body Only, Zoom Kit, Travel Kit, Starter Kit, Twin Lens Kit, Waterproof, Wide Angle, Night',
      ),
    ],
    Clothing: [
      category(
        'Men',
        { products: 9, demand: 9, medianPrice: 38, priceSigma: 0.5, tasteShape: 0.8, brands: 12 },
        'Crew Tee, Polo Shirt, Oxford Shirt, Chinos, Jeans, Hoodie, Cardigan, Field Jacket, Shorts, Blazer, Parka, Belt',
        FITS,
        'Cotton, Linen, Wool, Denim, Fleece, Stretch, Jersey, Twill',
      ),
      category(
        'Women',
        { products: 11, demand: 12, medianPrice: 42, priceSigma: 0.5, tasteShape: 0.8, brands: 14 },
        'Blouse, Wrap Dress, Maxi Dress, Pencil Skirt, Jeans, Leggings, Cardigan, Trench Coat, Tunic, Jumpsuit, Blazer, Scarf',
        FITS,
        'Cotton, Linen, Wool, Denim, Viscose, Satin, Jersey, Stretch',
      ),
      category(
        'Kids',
        {
          products: 8,
          demand: 10,
          medianPrice: 21,
          priceSigma: 0.45,
          tasteShape: 0.4,
          brands: 11,
          season: SCHOOL_SEASON,
        },
        'Graphic Tee, Play Pants, Pajama Set, Rain Jacket, Hoodie, Overalls, Party Dress, School Shirt, Shorts, Sweater, Leggings',
        'Toddler, Little, Junior, Teen',
        'Stripes, Dots, Stars, Plain, Plaid, Animals, Denim, Fleece, Sherpa',
      ),
    ],
    Home: [
      category(
        'Furniture',
        { products: 6, demand: 3.5, medianPrice: 165, priceSigma: 0.55, tasteShape: 0.6, brands: 9 },
        'Bookcase, Coffee Table, Desk, Dining Chair, Nightstand, TV Stand, Bar Stool, Armchair, Shoe Rack, Dresser',
        'Oak, Walnut, Pine, Bamboo, Birch, Maple',
        'Small, Medium, Large, Folding, Corner, Slim, Set of 2',
      ),
      category(
        'Kitchen',
        { products: 8, demand: 10, medianPrice: 29, priceSigma: 0.65, tasteShape: 1, brands: 11, season: GIFTS },
        `
          Frying Pan, Saucepan, Chef Knife, Cutting Board, Mixing Bowl, Toaster, Kettle, Blender, Baking Sheet,
          Food Storage, Coffee Maker
        `,
        'Steel, Ceramic, Glass, Cast Iron, Bamboo, Nonstick',
        'Small, Medium, Large, Set of 2, Set of 4, Compact, Deluxe',
      ),
      category(
        'Decor',
        { products: 8, demand: 7.5, medianPrice: 26, priceSigma: 0.55, tasteShape: 0.8, brands: 10, season: GIFTS },
        'Throw Pillow, Table Lamp, Wall Clock, Picture Frame, Vase, Area Rug, Curtain Panel, Candle Holder, Wall Mirror, Planter',
        'Modern, Rustic, Coastal, Vintage, Nordic, Bohemian, Industrial',
        'Small, Medium, Large, Round, Tall, Set of 2, Set of 3',
      ),
    ],
    Sports: [
      category(
        'Fitness',
        { products: 6, demand: 6, medianPrice: 36, priceSigma: 0.7, tasteShape: 0.5, brands: 9, season: COLD_DAYS },
        `
          Yoga Mat, Dumbbell, Kettlebell, Resistance Band, Jump Rope, Foam Roller, Exercise Ball, Weight Bench,
          Pull-Up Bar, Ankle Weight
        `,
        'Light, Medium, Heavy, Adjustable, Beginner, Studio',
        'Single, Pair, Set, Kit, Travel, Grip',
      ),
      category(
        'Outdoor',
        { products: 6, demand: 5.5, medianPrice: 55, priceSigma: 0.65, tasteShape: 0.5, brands: 9, season: OUTDOORS },
        'Tent, Sleeping Bag, Backpack, Headlamp, Camp Chair, Cooler, Hiking Poles, Hammock, Camp Stove, Water Bottle',
        'Trail, Summit, Family, Ultralight, Weekend, All-Season',
        'Solo, 2 Person, 4 Person, Compact, XL, Kit',
      ),
      category(
        'Team',
        { products: 5, demand: 5, medianPrice: 27, priceSigma: 0.5, tasteShape: 0.4, brands: 8, season: OUTDOORS },
        `
          Soccer Ball, Basketball, Football, Baseball Glove, Baseball Bat, Volleyball, Hockey Stick, Shin Guards,
          Goal Net, Team Jersey
        `,
        'Youth, Junior, Senior, Training, Match, League',
        'Size 3, Size 4, Size 5, Indoor, Pro, Kit',
      ),
    ],
    Toys: [
      category(
        'Educational',
        { products: 6, demand: 6, medianPrice: 23, priceSigma: 0.5, tasteShape: 0.35, brands: 9, season: GIFTS },
        'Science Kit, Alphabet Blocks, Counting Set, Globe, Microscope, Coding Robot, Flash Cards, Magnet Tiles, Abacus, Craft Kit',
        TOY_THEMES,
        'Starter, Explorer, Classroom, Deluxe',
      ),
      category(
        'Action',
        { products: 6, demand: 7, medianPrice: 20, priceSigma: 0.5, tasteShape: 0.35, brands: 9, season: GIFTS },
        'Action Figure, Race Car, Remote Truck, Play Set, Foam Launcher, Toy Sword, Toy Plane, Vehicle Set, Hero Mask, Toy Train',
        TOY_THEMES,
        'Mini, Classic, Turbo, Mega',
      ),
      category(
        'Puzzle',
        { products: 5, demand: 5, medianPrice: 16, priceSigma: 0.4, tasteShape: 0.4, brands: 8, season: GIFTS },
        'Jigsaw Puzzle, Floor Puzzle, Wooden Puzzle, Cube Puzzle, 3D Puzzle, Brain Teaser, Maze Puzzle, Panorama Puzzle',
        TOY_THEMES,
        '24 Piece, 100 Piece, 300 Piece, 500 Piece, 1000 Piece',
      ),
    ],
  }),
  missions: [
    {
      name: 'Browsing',
      bySize: [34, 30, 40, 60, 80],
      others: 1,
      categories: { Men: 1.6, Women: 1.6, Mobile: 1.4, Laptop: 1.4 },
    },
    {
      name: 'Gift',
      bySize: [24, 22, 15, 10, 5],
      others: 0.4,
      categories: { Educational: 4, Action: 4, Puzzle: 4, Decor: 1.2, Kitchen: 1.2, Camera: 2, Mobile: 1.2 },
    },
    {
      name: 'Home Project',
      bySize: [14, 18, 20, 15, 10],
      others: 0.15,
      categories: { Furniture: 6, Kitchen: 5, Decor: 5 },
    },
    {
      name: 'Back to School',
      bySize: [8, 12, 12, 8, 3],
      others: 0.25,
      categories: { Kids: 6, Laptop: 4, Educational: 3, Mobile: 2, Men: 1, Women: 1 },
    },
    {
      name: 'Active Weekend',
      bySize: [20, 18, 13, 7, 2],
      others: 0.2,
      categories: { Fitness: 6, Outdoor: 6, Team: 6, Men: 1.5, Women: 1.5, Camera: 1.5 },
    },
  ],
  brands: list(`
    Velmarque, Ostrinova, Quintarra, Dravenholm, Solquist, Tavindale, Brecklin, Corvessa, Halvorne, Pixelwren, Zentharo,
    Luminquay, Orbiteal, Kestrilon, Vandorrel, Nimbrook, Calderine, Ferrowick, Glintmoor, Harlowen, Ivenstad, Jorvanta,
    Kindlecroft, Lorrimond, Marquelle, Norquillen, Oakvessel, Pellandra, Quartzwell, Ridgelune, Stellowick, Thornquist,
    Umbravale, Vestramoor, Wovenpike, Xandrell, Yestermoor, Zephrine, Arcturnal, Bowtamber, Crestavo, Dunlarken, Elmstrata,
    Fablemoor, Gearthistle, Hollenvar, Inkbarrow, Junovane, Kitewarren, Lumbrance, Mirthwick, Novaspool, Ottermark,
    Playthorn, Questlark, Rumblefen, Sprigtoy, Tumblecroft, Upperholt, Wondertack
  `),
  privateLabel: 'Market Gable',
};
