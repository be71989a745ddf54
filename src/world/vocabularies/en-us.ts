/** American English. The states are real; towns, streets, products and the retailer are invented. */
import { type Census, interleave, list, pairs, weighted } from './compose.js';
import { PEOPLE_EN_US } from './people-en-us.js';
import type { Vocabulary } from './vocabulary.js';

/** The four regions of the US Census Bureau. */
const REGIONALS = ['Northeast', 'South', 'Midwest', 'West'] as const;

/** Population: US Census Bureau, 2020 Census, resident population. `postal`: main block of ZIP prefixes, USPS. */
const STATES: readonly Census[] = [
  { code: 'CT', name: 'Connecticut', regional: 0, population: 3_605_944, postal: [60, 69] },
  { code: 'ME', name: 'Maine', regional: 0, population: 1_362_359, postal: [39, 49] },
  { code: 'MA', name: 'Massachusetts', regional: 0, population: 7_029_917, postal: [10, 27] },
  { code: 'NH', name: 'New Hampshire', regional: 0, population: 1_377_529, postal: [30, 38] },
  { code: 'NJ', name: 'New Jersey', regional: 0, population: 9_288_994, postal: [70, 89] },
  { code: 'NY', name: 'New York', regional: 0, population: 20_201_249, postal: [100, 149] },
  { code: 'PA', name: 'Pennsylvania', regional: 0, population: 13_002_700, postal: [150, 196] },
  { code: 'RI', name: 'Rhode Island', regional: 0, population: 1_097_379, postal: [28, 29] },
  { code: 'VT', name: 'Vermont', regional: 0, population: 643_077, postal: [50, 54] },
  { code: 'AL', name: 'Alabama', regional: 1, population: 5_024_279, postal: [350, 369] },
  { code: 'AR', name: 'Arkansas', regional: 1, population: 3_011_524, postal: [716, 729] },
  { code: 'DE', name: 'Delaware', regional: 1, population: 989_948, postal: [197, 199] },
  { code: 'DC', name: 'District of Columbia', regional: 1, population: 689_545, postal: [200, 200] },
  { code: 'FL', name: 'Florida', regional: 1, population: 21_538_187, postal: [320, 339] },
  { code: 'GA', name: 'Georgia', regional: 1, population: 10_711_908, postal: [300, 319] },
  { code: 'KY', name: 'Kentucky', regional: 1, population: 4_505_836, postal: [400, 427] },
  { code: 'LA', name: 'Louisiana', regional: 1, population: 4_657_757, postal: [700, 714] },
  { code: 'MD', name: 'Maryland', regional: 1, population: 6_177_224, postal: [206, 219] },
  { code: 'MS', name: 'Mississippi', regional: 1, population: 2_961_279, postal: [386, 397] },
  { code: 'NC', name: 'North Carolina', regional: 1, population: 10_439_388, postal: [270, 289] },
  { code: 'OK', name: 'Oklahoma', regional: 1, population: 3_959_353, postal: [734, 749] },
  { code: 'SC', name: 'South Carolina', regional: 1, population: 5_118_425, postal: [290, 299] },
  { code: 'TN', name: 'Tennessee', regional: 1, population: 6_910_840, postal: [370, 385] },
  { code: 'TX', name: 'Texas', regional: 1, population: 29_145_505, postal: [750, 799] },
  { code: 'VA', name: 'Virginia', regional: 1, population: 8_631_393, postal: [220, 246] },
  { code: 'WV', name: 'West Virginia', regional: 1, population: 1_793_716, postal: [247, 268] },
  { code: 'IL', name: 'Illinois', regional: 2, population: 12_812_508, postal: [600, 629] },
  { code: 'IN', name: 'Indiana', regional: 2, population: 6_785_528, postal: [460, 479] },
  { code: 'IA', name: 'Iowa', regional: 2, population: 3_190_369, postal: [500, 528] },
  { code: 'KS', name: 'Kansas', regional: 2, population: 2_937_880, postal: [660, 679] },
  { code: 'MI', name: 'Michigan', regional: 2, population: 10_077_331, postal: [480, 499] },
  { code: 'MN', name: 'Minnesota', regional: 2, population: 5_706_494, postal: [550, 567] },
  { code: 'MO', name: 'Missouri', regional: 2, population: 6_154_913, postal: [630, 658] },
  { code: 'NE', name: 'Nebraska', regional: 2, population: 1_961_504, postal: [680, 693] },
  { code: 'ND', name: 'North Dakota', regional: 2, population: 779_094, postal: [580, 588] },
  { code: 'OH', name: 'Ohio', regional: 2, population: 11_799_448, postal: [430, 458] },
  { code: 'SD', name: 'South Dakota', regional: 2, population: 886_667, postal: [570, 577] },
  { code: 'WI', name: 'Wisconsin', regional: 2, population: 5_893_718, postal: [530, 549] },
  { code: 'AK', name: 'Alaska', regional: 3, population: 733_391, postal: [995, 999] },
  { code: 'AZ', name: 'Arizona', regional: 3, population: 7_151_502, postal: [850, 865] },
  { code: 'CA', name: 'California', regional: 3, population: 39_538_223, postal: [900, 961] },
  { code: 'CO', name: 'Colorado', regional: 3, population: 5_773_714, postal: [800, 816] },
  { code: 'HI', name: 'Hawaii', regional: 3, population: 1_455_271, postal: [967, 968] },
  { code: 'ID', name: 'Idaho', regional: 3, population: 1_839_106, postal: [832, 838] },
  { code: 'MT', name: 'Montana', regional: 3, population: 1_084_225, postal: [590, 599] },
  { code: 'NV', name: 'Nevada', regional: 3, population: 3_104_614, postal: [889, 898] },
  { code: 'NM', name: 'New Mexico', regional: 3, population: 2_117_522, postal: [870, 884] },
  { code: 'OR', name: 'Oregon', regional: 3, population: 4_237_256, postal: [970, 979] },
  { code: 'UT', name: 'Utah', regional: 3, population: 3_271_616, postal: [840, 847] },
  { code: 'WA', name: 'Washington', regional: 3, population: 7_705_281, postal: [980, 994] },
  { code: 'WY', name: 'Wyoming', regional: 3, population: 576_851, postal: [820, 831] },
];

/** Town names of one word: an invented root and an old ending. */
const ROOTS = list(`
  Tamber, Wrenni, Quillan, Larken, Thistle, Corvel, Pellan, Osmer, Drayle, Fennin, Hollin, Kestren, Marsen, Obern,
  Pinder, Rushel, Sorrel, Tarrow, Umber, Velden, Wicken, Yarrow, Bramlen, Cressel
`);
const ENDINGS = list('ford, mere, haven, stead, wick, dale, combe, gate, well, crest, moor, brook');

/** Town names of two words. */
const FIRST_WORDS = list(`
  Copperleaf, Quartz, Otter, Larkspur, Cinder, Foxglove, Gable, Kettle, Lantern, Magpie, Nettle, Pewter, Thimble, Wicker,
  Tamarack, Bellflower, Driftwood, Fiddler, Hearthstone, Millwheel
`);
const SECOND_WORDS = list('Falls, Springs, Harbor, Junction, Ridge, Bend, Crossing, Hollow, Landing, Bluff, Prairie');

/** Composed names that are real places (compared with a list of US cities and post offices). */
const REAL_TOWNS = new Set(['Kettle Falls']);

const TOWNS = interleave(
  pairs(ROOTS, ENDINGS, (root, ending) => root + ending),
  pairs(FIRST_WORDS, SECOND_WORDS, (first, second) => `${first} ${second}`),
).filter((name) => !REAL_TOWNS.has(name));

/** What streets are named for. No persons, no dates. */
const STREET_SUBJECTS = list(`
  Larkspur, Copperleaf, Thimbleberry, Quillfeather, Bellflower, Foxglove, Tamarack, Switchgrass, Bluestem, Cattail,
  Sweetgum, Ironwood, Buttonwood, Moonseed, Snowberry, Bayberry, Huckleberry, Cloudberry, Milkweed, Goldenrod, Yarrow,
  Sassafras, Persimmon, Hackberry, Basswood, Pawpaw, Trillium, Bloodroot, Columbine, Beardtongue, Coneflower, Fireweed,
  Bobolink, Killdeer, Whippoorwill, Meadowlark, Nuthatch, Sandpiper, Goldfinch, Oriole, Kingbird, Waxwing, Snowgoose,
  Bullfrog, Firefly, Dragonfly, Cricket Hollow, Otter Creek Bend, Beaver Lodge, Fox Den, Deer Track, Turtle Pond,
  Millwheel, Thimble, Spindle, Loomworks, Bobbin, Shuttle, Weavers, Tailors, Coopers, Chandlers, Wheelwright, Tinsmith,
  Lantern, Lamplighter, Hearthstone, Chimney Corner, Weathervane, Sundial, Rain Barrel, Picket Fence, Covered Bridge,
  Driftwood, Sea Glass, Tidepool, Lighthouse Point, Sandbar, Spindrift, Halyard, Mainsail, Starboard, Windlass, Cinder,
  Flintlock, Slate Quarry, Copper Kettle, Red Barn, Stone Wall, Hayloft, Silo, Haymow, Threshing Floor, Spring Wheat,
  Fallen Leaf, First Frost, Morning Mist, Harvest Moon
`);
const STREET_TYPES = ['Lane', 'Avenue', 'Street', 'Drive', 'Road', 'Way', 'Terrace', 'Court', 'Trail'];

const STREETS = [
  ...STREET_SUBJECTS.map((subject, i) => `${subject} ${STREET_TYPES[i % 9]}`),
  ...STREET_SUBJECTS.map((subject, i) => `${subject} ${STREET_TYPES[(i + 4) % 9]}`),
];

const COLOURS = list(`
  Sand, Graphite, Terracotta, Olive, Mustard, Ivory, Charcoal, Cream, Burgundy, Caramel, Mocha, Mint, Lavender, Peach,
  Turquoise, Coral, Rust, Emerald, Eggplant, Slate, Navy, Teal, Moss, Blush, Crimson, Indigo, Cobalt, Ochre, Pearl, Black
`);

const STYLES = list(`
  Breeze, Tide, Grassland, Horizon, Daybreak, Twilight, Drizzle, Trail, Driftwood, Lighthouse, Harbor, Cove, Cascade, Creek,
  Wellspring, Prism, Quartz, Topaz, Onyx, Hailstone, Thunder, Starlight, Comet, Moonbeam, Eclipse, Orbit, Galaxy, Compass,
  Anchor, Mainsail, Tiller, Atoll, Reef, Lagoon, Highland, Plateau, Prairie, Canyon, Bayou, Tundra, Timber, Grove, Clearing,
  Sycamore, Redwood, Aspen, Hemlock, Huckleberry, Cranberry, Persimmon, Quince, Bramble, Orchid, Camellia, Hydrangea,
  Wisteria, Sunflower, Bracken, Clover, Foliage, Petal, Acorn, Thistle, Hummingbird, Bluebird, Swallow, Heron, Sparrow, Osprey,
  Gull, Monarch, Dragonfly, Linen, Weave, Loom, Spindle, Lace, Stitch, Fringe, Ribbon, Knot, Patchwork, Mosaic, Watercolor,
  Etching, Woodcut, Sketch, Ballad, Serenade, Tempo, Refrain, Symphony, Prelude, Cadence, Chorus, Fiddle, Banjo, Porch,
  Backyard, Window, Terrace, Courtyard, Arbor, Orchard, Windmill, Gazebo, Lookout, Boardwalk, Bridge, Corner, Crossing,
  Wayfarer, Voyage, Postcard, Sunday, Holiday, Getaway, Harvest, Solstice, Equinox, Campfire, Lantern, Canoe, Cabin,
  Hearth, Summit, Ridge, Estuary
`);

export const EN_US: Vocabulary = {
  locale: 'en_US',
  version: 1,
  retailer: 'Fennloom',
  regionals: REGIONALS,
  states: weighted(STATES),
  townNames: TOWNS,
  streetNames: STREETS,
  categories: ['T-Shirts', 'Trousers', 'Dresses', 'Accessories', 'Coats'],
  colours: COLOURS,
  styles: STYLES,
  people: PEOPLE_EN_US,
};
