/** Invented American names: most sound English, some surnames continental. */
import { interleave, list, pairs } from './compose.js';
import type { People } from './vocabulary.js';

/** Composed first names that people bear (compared with the names in @faker-js/faker). */
const REAL_FIRST_NAMES = new Set(
  list(
    'Devika, Marissa, Marika, Mellissa, Norelle, Talissa, Marolyn, Jorelle, Corrissa, Marelle, Nevin, Garrick, Hollin',
  ),
);

const FEMALE = pairs(
  list(
    'Mar, Tal, Bren, Corr, Dev, Fenn, Jor, Kess, Linn, Mell, Nor, Orl, Perr, Quill, Ross, Sabb, Thel, Verr, Wenn, Zell',
  ),
  list('elle, wyn, issa, anda, ith, olyn, aine, evra, ika, enna'),
  (head, tail) => head + tail,
).filter((name) => !REAL_FIRST_NAMES.has(name));

const MALE = pairs(
  list(
    'Tobr, Fenn, Garr, Holl, Jass, Kell, Lorr, Morr, Nev, Osw, Pell, Quinn, Renn, Sill, Tarr, Ulm, Verr, Wess, Yorr, Brack',
  ),
  list('in, ick, ander, imer, avan, ovis, emond, adric, orin, eston'),
  (head, tail) => head + tail,
).filter((name) => !REAL_FIRST_NAMES.has(name));

/** What English surnames are made of: an invented place and what stood there. */
const PLACES = list(`
  Abber, Bexel, Corring, Drum, Elver, Fosk, Gantle, Hesk, Ivver, Jarrow, Kesk, Lunder, Mosker, Norrow, Ockle, Pask, Quorn,
  Rusk, Sorl, Tesk, Ulver, Vark, Wisk, Yelder, Zander
`);
const LANDMARKS = list('ridge, combe, worth, bridge, low, mere, stead, wick, ley, man, by, thorpe, holt, shaw, croft');

const STEMS = list(`
  Brald, Corvan, Drebel, Faltin, Grevan, Jaskel, Kolvar, Larven, Maldin, Poldar, Raskel, Skellan, Trovan, Waldrin
`);
const ENDINGS = list('ski, ano, berg, ez, sen, ovich, etti, stein, eau');

export const PEOPLE_EN_US: People = {
  firstNames: { female: FEMALE, male: MALE },
  lastNames: interleave(
    pairs(PLACES, LANDMARKS, (place, landmark) => place + landmark),
    pairs(STEMS, ENDINGS, (stem, ending) => stem + ending),
  ),
};
