/** Invented Brazilian names: first names put together as Brazilian parents do, surnames that sound Portuguese. */
import { list, pairs } from './compose.js';
import type { People } from './vocabulary.js';

/** Composed first names that many people bear. */
const REAL_FIRST_NAMES = new Set(
  list(
    'Lindinalva, Florinalva, Alvilúcia, Valdemir, Valdenor, Valdenilson, Valdelton, Lindemir, Gildemir, Alcemir, Alcenor',
  ),
);

const FEMALE = pairs(
  list(`
    Jandi, Tarci, Norvi, Alvi, Belmi, Corali, Derli, Elvani, Flori, Gildi, Irani, Lindi, Marvi, Nadi, Orli, Quelmi, Rauli,
    Solvi
  `),
  list('rene, neide, celma, dete, mara, zete, nalva, cleia, lúcia, vana'),
  (head, tail) => head + tail,
).filter((name) => !REAL_FIRST_NAMES.has(name));

const MALE = pairs(
  list(`
    Valde, Jurande, Elme, Tarce, Norve, Alce, Belme, Corale, Derle, Flore, Gilde, Irane, Linde, Marve, Nade, Orle, Quelme,
    Raule
  `),
  list('co, nildo, nilson, naldo, mir, rlan, cino, lton, dson, nor'),
  (head, tail) => head + tail,
).filter((name) => !REAL_FIRST_NAMES.has(name));

/** Composed surnames that people bear, that are places, or that are plain words. */
const REAL_LAST_NAMES = new Set(list('Landais, Caldeiro, Brandino, Esperando, Salvando, Salvino, Corvino, Merlino'));

const LAST_NAMES = pairs(
  list(`
    Alvar, Barcel, Corv, Esper, Farr, Galv, Jard, Land, Merl, Ourel, Ribal, Salv, Tav, Urz, Valv, Xim, Zamb, Brand, Cald,
    Gram, Bruz, Morv, Vimar, Lemb, Torv
  `),
  list('eiro, ido, anes, oso, adas, ela, ando, aço, eda, ura, edo, ino, ote, ais, iga, enha, al, ães'),
  (stem, ending) => stem + ending,
).filter((name) => !REAL_LAST_NAMES.has(name));

export const PEOPLE_PT_BR: People = { firstNames: { female: FEMALE, male: MALE }, lastNames: LAST_NAMES };
