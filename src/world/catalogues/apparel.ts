import { list } from '../vocabularies/compose.js';
import type { Catalogue } from './catalogue.js';
import { category, shelve } from './compose.js';
import { GIFTS, OUTDOORS } from './season.js';

/**
 * An apparel chain at 10 to 150 USD: the categories and the 20 brands of the contract of apparel-streams, a department
 * for each category. Variants name no colour, because colour is an attribute of its own.
 */
export const APPAREL: Catalogue = {
  kind: 'apparel',
  ...shelve({
    'Casual Wear': [
      category(
        'Casual Wear',
        { products: 30, demand: 36, medianPrice: 34, priceSigma: 0.45, tasteShape: 1.5, brands: 14 },
        'Crew Tee, Polo Shirt, Flannel Shirt, Hoodie, Sweater, Cardigan, Jeans, Chinos, Denim Jacket, Shorts, Sundress, Midi Skirt',
        'Slim, Regular, Relaxed, Cropped, Oversized',
        `
          Cotton, Linen, Denim, Jersey, Fleece, Corduroy, Chambray, Terry, Ribbed, Brushed, Waffle, Slub, Organic,
          Stretch, Washed, Twill, Melange, Vintage, Heather, Pique
        `,
      ),
    ],
    'Formal Wear': [
      category(
        'Formal Wear',
        { products: 16, demand: 11, medianPrice: 84, priceSigma: 0.35, tasteShape: 0.6, brands: 10 },
        `
          Dress Shirt, Suit Jacket, Suit Pants, Blazer, Waistcoat, Evening Gown, Cocktail Dress, Pencil Skirt,
          Silk Blouse, Tuxedo Shirt
        `,
        'Slim, Tailored, Classic, Modern, Petite',
        `
          Wool, Cotton, Silk, Satin, Crepe, Tweed, Herringbone, Pinstripe, Twill, Velvet, Linen, Flannel, Jacquard,
          Stretch, Poplin, Serge, Chiffon
        `,
      ),
    ],
    Sportswear: [
      category(
        'Sportswear',
        { products: 20, demand: 22, medianPrice: 42, priceSigma: 0.42, tasteShape: 0.7, brands: 12, season: OUTDOORS },
        'Running Tee, Training Shorts, Leggings, Sports Bra, Track Jacket, Joggers, Tank Top, Windbreaker, Yoga Pants, Base Layer',
        'Light, Core, Pro, Compression, Thermal',
        `
          Mesh, Seamless, Quick-Dry, Stretch, Reflective, Breathable, Fleece, Woven, Knit, Ribbed, Zip, Trail, Studio,
          Court, Track, Gym, Aero, Winter
        `,
      ),
    ],
    Accessories: [
      category(
        'Accessories',
        { products: 18, demand: 17, medianPrice: 22, priceSigma: 0.45, tasteShape: 0.9, brands: 12, season: GIFTS },
        'Leather Belt, Wool Scarf, Beanie, Baseball Cap, Tote Bag, Backpack, Wallet, Sunglasses, Gloves, Necktie, Socks',
        'Classic, Slim, Soft, Sport, Travel',
        `
          Plain, Striped, Ribbed, Quilted, Woven, Braided, Printed, Textured, Reversible, Embossed, Knit, Canvas,
          Suede, Felt, Cable, Plaid, Dotted
        `,
      ),
    ],
    Footwear: [
      category(
        'Footwear',
        { products: 16, demand: 14, medianPrice: 72, priceSigma: 0.4, tasteShape: 0.8, brands: 10 },
        'Sneakers, Running Shoes, Loafers, Oxford Shoes, Ankle Boots, Chelsea Boots, Sandals, Slippers, Hiking Boots, Ballet Flats',
        'Classic, Light, Urban, Comfort, Trail',
        `
          Leather, Suede, Canvas, Knit, Mesh, Nubuck, Low, Mid, High, Slip-On, Lace-Up, Padded, Cushion, Waterproof,
          Woven, Perforated, Quilted
        `,
      ),
    ],
  }),
  missions: [
    { name: 'Browsing', bySize: [40, 38, 50, 70, 90], others: 1, categories: {} },
    { name: 'Workout', bySize: [20, 18, 15, 8, 3], others: 0.3, categories: { Sportswear: 5, Footwear: 1.5 } },
    {
      name: 'Occasion',
      bySize: [10, 16, 10, 5, 2],
      others: 0.3,
      categories: { 'Formal Wear': 7, Footwear: 1.5, Accessories: 1.5 },
    },
    {
      name: 'Wardrobe Refresh',
      bySize: [14, 18, 20, 15, 4],
      others: 0.4,
      categories: { 'Casual Wear': 2.5, Footwear: 1.2 },
    },
    { name: 'Gift', bySize: [16, 10, 5, 2, 1], others: 0.5, categories: { Accessories: 4 } },
  ],
  brands: list(`
    Tarnwick, Velloway, Ostrelle, Brackmoor, Linnerby, Corrador, Fenwillow, Halcroft, Juniveer, Kestamoor, Larkstitch,
    Mirrowen, Norrvale, Peltrane, Quillmark, Russelby, Solvenne, Threadmoor, Umberlane, Wexhollow
  `),
  privateLabel: 'Plainthread',
};
