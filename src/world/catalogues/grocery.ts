import { list } from '../vocabularies/compose.js';
import type { Catalogue } from './catalogue.js';
import { GROCERY_SHELVES } from './grocery-shelves.js';

/**
 * A US supermarket. Baskets of one line are mostly a quick lunch or a forgotten thing, those of more than 30 lines nearly
 * always a stock-up; the shares of the missions are plausible choices.
 */
export const GROCERY: Catalogue = {
  kind: 'grocery',
  ...GROCERY_SHELVES,
  missions: [
    { name: 'Stock-Up', bySize: [0, 2, 20, 68, 96], others: 1, categories: {} },
    {
      name: 'Fill-In',
      bySize: [24, 30, 34, 19, 3],
      others: 1,
      categories: {
        'Soft Drinks': 1.2,
        'Paper Goods': 1.6,
        'Laundry and Cleaning': 1.6,
        'Soap and Hair Care': 1.6,
        Medicine: 1.6,
        'Pet Food': 1.5,
      },
    },
    {
      name: 'Top-Up',
      bySize: [26, 27, 15, 3, 0],
      others: 0.4,
      categories: {
        Milk: 4,
        Bread: 3.5,
        Eggs: 4,
        'Tropical Fruit': 3.5,
        'Fresh Fruit': 2,
        'Fresh Vegetables': 1.5,
        'Butter and Cream': 2.5,
        Juice: 2,
        Cheese: 1.2,
        Yogurt: 1.2,
      },
    },
    {
      name: "Tonight's Meal",
      bySize: [9, 17, 18, 6, 1],
      others: 0.3,
      categories: {
        Beef: 5,
        Chicken: 5,
        'Pork and Bacon': 2.5,
        Seafood: 5,
        'Pasta and Rice': 3.5,
        'Fresh Vegetables': 3.5,
        Salad: 4,
        'Frozen Meals': 2,
        'Frozen Pizza': 2.5,
        'Frozen Vegetables': 2,
        Bread: 1.2,
        Cheese: 1.3,
        'Prepared Meals': 3,
        'Beer and Wine': 1.2,
      },
    },
    {
      name: 'Party',
      bySize: [4, 7, 8, 3, 0],
      others: 0.2,
      categories: {
        'Salty Snacks': 5,
        'Soft Drinks': 4,
        'Beer and Wine': 7,
        Cheese: 2,
        'Cookies and Crackers': 2.5,
        'Pastries and Cakes': 4,
        Candy: 2,
        'Ice Cream': 2,
        'Deli Counter': 4,
        'Lunch Meat': 1.5,
        'Paper Goods': 1.5,
        'Greeting Cards': 4,
        Water: 1.5,
      },
    },
    {
      name: 'Baby',
      bySize: [2, 3, 2, 1, 0],
      others: 0.25,
      categories: {
        'Baby Food': 20,
        Diapers: 20,
        Milk: 1.5,
        Yogurt: 1.5,
        'Tropical Fruit': 1.5,
        'Laundry and Cleaning': 1.5,
        Medicine: 1.5,
      },
    },
    {
      name: 'Quick Lunch',
      bySize: [35, 14, 3, 0, 0],
      others: 0.15,
      categories: {
        'Soft Drinks': 5,
        Water: 5,
        'Prepared Meals': 8,
        'Deli Counter': 3,
        'Salty Snacks': 2.5,
        Candy: 3.5,
        'Pastries and Cakes': 3,
        Salad: 2,
        'Frozen Meals': 1,
        Yogurt: 1,
        'Tropical Fruit': 1.5,
        'Greeting Cards': 1,
      },
    },
  ],
  brands: list(`
    Brindlefork, Larkhollow, Copperwren, Oatwhistle, Fernwhistle, Tansymoor, Plumwicket, Millthimble, Saltquill,
    Hearthnettle, Dapplejar, Juniperloft, Kettlewisp, Rindlebrook, Gristwren, Marrowvale, Wheatlantern, Umberladle,
    Quincethorn, Sagelantern, Otterbasket, Nutwarren, Pepperfinch, Vinetassel, Elmskillet, Cloverwhisk, Thistlepan,
    Honeygable, Dewbasket, Ambercrock, Barleymoth, Crumbhollow, Figtassel, Goldenspile, Harrowbean, Inglespoon, Jasperloaf,
    Larderlane, Mossapple, Nettlecup, Orchidfen, Pantrywren, Ryefeather, Stonepippin, Tamarloaf, Verbenahill, Willowcask,
    Yarrowmill, Zestlark, Birchpocket, Cinderpear, Drumlinbean, Everspoon, Foxtumble, Gooseplum, Hazelstitch, Ivorygourd,
    Lindencrate, Maplecombe, Oakthimble, Prairiecrock, Quailbottom, Russetwing, Silverturnip, Tinwhisk, Wrenberth
  `),
  privateLabel: 'Daily Hearth',
};
