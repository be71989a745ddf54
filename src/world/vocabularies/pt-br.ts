/** Brazilian Portuguese. The states are real; towns, streets, products and the retailer are invented. */
import { type Census, interleave, list, pairs, weighted } from './compose.js';
import { PEOPLE_PT_BR } from './people-pt-br.js';
import type { Vocabulary } from './vocabulary.js';

const REGIONALS = ['Sul', 'SP', 'Rio_Minas', 'Nordeste', 'Centro_Norte'] as const;

/** Population: IBGE, Censo Demográfico 2022. `postal`: main block of CEP prefixes, Correios. */
const STATES: readonly Census[] = [
  { code: 'PR', name: 'Paraná', regional: 0, population: 11_444_380, postal: [800, 879] },
  { code: 'SC', name: 'Santa Catarina', regional: 0, population: 7_610_361, postal: [880, 899] },
  { code: 'RS', name: 'Rio Grande do Sul', regional: 0, population: 10_882_965, postal: [900, 999] },
  { code: 'SP', name: 'São Paulo', regional: 1, population: 44_411_238, postal: [10, 199] },
  { code: 'RJ', name: 'Rio de Janeiro', regional: 2, population: 16_055_174, postal: [200, 289] },
  { code: 'MG', name: 'Minas Gerais', regional: 2, population: 20_539_989, postal: [300, 399] },
  { code: 'ES', name: 'Espírito Santo', regional: 2, population: 3_833_712, postal: [290, 299] },
  { code: 'MA', name: 'Maranhão', regional: 3, population: 6_776_699, postal: [650, 659] },
  { code: 'PI', name: 'Piauí', regional: 3, population: 3_271_199, postal: [640, 649] },
  { code: 'CE', name: 'Ceará', regional: 3, population: 8_794_957, postal: [600, 639] },
  { code: 'RN', name: 'Rio Grande do Norte', regional: 3, population: 3_302_729, postal: [590, 599] },
  { code: 'PB', name: 'Paraíba', regional: 3, population: 3_974_687, postal: [580, 589] },
  { code: 'PE', name: 'Pernambuco', regional: 3, population: 9_058_931, postal: [500, 569] },
  { code: 'AL', name: 'Alagoas', regional: 3, population: 3_127_683, postal: [570, 579] },
  { code: 'SE', name: 'Sergipe', regional: 3, population: 2_210_004, postal: [490, 499] },
  { code: 'BA', name: 'Bahia', regional: 3, population: 14_141_626, postal: [400, 489] },
  { code: 'RO', name: 'Rondônia', regional: 4, population: 1_581_196, postal: [768, 769] },
  { code: 'AC', name: 'Acre', regional: 4, population: 830_018, postal: [699, 699] },
  { code: 'AM', name: 'Amazonas', regional: 4, population: 3_941_613, postal: [690, 692] },
  { code: 'RR', name: 'Roraima', regional: 4, population: 636_707, postal: [693, 693] },
  { code: 'PA', name: 'Pará', regional: 4, population: 8_120_131, postal: [660, 688] },
  { code: 'AP', name: 'Amapá', regional: 4, population: 733_759, postal: [689, 689] },
  { code: 'TO', name: 'Tocantins', regional: 4, population: 1_511_460, postal: [770, 779] },
  { code: 'MS', name: 'Mato Grosso do Sul', regional: 4, population: 2_757_013, postal: [790, 799] },
  { code: 'MT', name: 'Mato Grosso', regional: 4, population: 3_658_649, postal: [780, 788] },
  { code: 'GO', name: 'Goiás', regional: 4, population: 7_056_495, postal: [737, 767] },
  { code: 'DF', name: 'Distrito Federal', regional: 4, population: 2_817_381, postal: [700, 727] },
];

/** Landforms; those of feminine gender first, because adjectives agree. */
const FEMININE = list('Barra, Serra, Vereda, Lagoa, Várzea, Chapada, Campina, Fonte, Pedra, Colina, Enseada, Ribeira');
const MASCULINE = list('Morro, Ribeirão, Vale, Campo, Porto, Pouso, Bosque, Arroio, Salto, Capão, Remanso, Outeiro');

/** Adjectives in the masculine form (all end in -o), and phrases that agree with any gender. */
const ADJECTIVES = list('Manso, Tranquilo, Prateado, Ventoso, Luminoso, Orvalhado, Silencioso, Ensolarado');
const PHRASES = list(`
  das Quaresmeiras, dos Manacás, das Jandaias, das Saíras, dos Tangarás, dos Bem-te-vis, das Paineiras, das Sucupiras,
  do Orvalho, da Garoa, do Entardecer, dos Vaga-lumes, das Borboletas, do Luar, das Bromélias, dos Juncos, dos Curiós,
  das Seriemas, dos Muricis, das Mangabeiras, dos Guarás, da Neblina
`);

/** The sound of Tupi place names. */
const TUPI_HEADS = list('Igara, Jaça, Tapi, Uba, Tucu, Ibi, Japu, Paru, Suru, Aba, Guari, Moru');
const TUPI_TAILS = list('peva, rema, quara, mirá, tuva, nhema, porã, xará, biri, ruçu, jaí');

/** Composed names that are real municipalities (compared with a list of Brazil's municipalities). */
const REAL_TOWNS = new Set(['Barra Mansa', 'Ibiporã']);

const landforms = [...FEMININE, ...MASCULINE];
const feminine = new Set(FEMININE);
const adjectives = new Set(ADJECTIVES);

const TOWNS = interleave(
  pairs(landforms, [...PHRASES, ...ADJECTIVES], (landform, tail) =>
    adjectives.has(tail) && feminine.has(landform) ? `${landform} ${tail.slice(0, -1)}a` : `${landform} ${tail}`,
  ),
  pairs(TUPI_HEADS, TUPI_TAILS, (head, tail) => head + tail),
).filter((name) => !REAL_TOWNS.has(name));

/** What streets are named for. No persons, no dates, no saints. */
const STREET_SUBJECTS = list(`
  das Quaresmeiras, dos Manacás, das Paineiras, dos Ipês-Roxos, das Sucupiras, dos Jatobás, das Caneleiras, dos Muricis,
  das Mangabeiras, dos Cambucis, das Grumixamas, dos Araçás, das Pitombeiras, dos Umbuzeiros, das Gameleiras,
  dos Angicos, das Aroeiras, dos Cedrinhos, das Casuarinas, dos Guapuruvus, das Cerejeiras-do-Mato, dos Jerivás,
  das Bromélias, dos Antúrios, das Helicônias, dos Lírios-do-Brejo, das Alamandas, dos Girassóis, das Primaveras,
  dos Agapantos, das Onze-Horas, dos Copos-de-Leite, das Samambaias, dos Juncos, das Vitórias-Régias, dos Cactos,
  das Jandaias, dos Tangarás, das Saíras, dos Curiós, das Seriemas, dos Bem-te-vis, das Corruíras, dos Pintassilgos,
  das Garças-Brancas, dos Martins-Pescadores, das Maritacas, dos Quero-Queros, das Cotovias, dos Trinca-Ferros,
  das Borboletas, dos Vaga-lumes, das Libélulas, dos Cavalos-Marinhos, das Jubartes, dos Golfinhos, das Conchas,
  do Orvalho, da Garoa, do Entardecer, da Lua Cheia, do Vento Leste, da Chuva Mansa, do Arco-Íris, da Maré Alta,
  da Vereda Mansa, do Córrego Fundo, da Fonte Fria, do Moinho Velho, da Olaria Velha, do Engenho Novo, da Figueira Alta,
  do Coreto, da Jangada, do Carro de Boi, da Roda-d'Água, do Monjolo, da Porteira Velha, do Pilão, da Tecelã, do Oleiro,
  da Rendeira, do Violeiro, da Ciranda, do Maracatu, da Quadrilha, do Reisado, das Lanternas, dos Teares,
  das Rendas, dos Novelos, das Carrancas, dos Azulejos, das Varandas, dos Quintais, das Amoreiras, dos Limoeiros
`);
const STREET_TYPES = ['Avenida', 'Alameda', 'Travessa', 'Praça'];

const STREETS = [
  ...STREET_SUBJECTS.map((subject) => `Rua ${subject}`),
  ...STREET_SUBJECTS.map((subject, i) => `${STREET_TYPES[i % STREET_TYPES.length]} ${subject}`),
];

/** Names of things and compounds, because these do not change with the gender and number of the category. */
const COLOURS = list(`
  Areia, Grafite, Terracota, Oliva, Mostarda, Marfim, Chumbo, Gelo, Creme, Vinho, Caramelo, Café, Menta, Lavanda, Pêssego,
  Goiaba, Turquesa, Coral, Ferrugem, Esmeralda, Berinjela, Violeta, Laranja, Rosa, Cinza, Azul-Marinho, Azul-Celeste,
  Verde-Musgo, Verde-Água, Amarelo-Ouro
`);

const STYLES = list(`
  Aurora, Brisa, Maré, Orvalho, Sereno, Duna, Vereda, Horizonte, Alvorada, Crepúsculo, Garoa, Neblina, Trilha, Jangada,
  Veleiro, Farol, Enseada, Restinga, Manguezal, Cascata, Riacho, Nascente, Prisma, Quartzo, Topázio, Opala, Granizo,
  Relâmpago, Trovoada, Estrela, Cometa, Luar, Eclipse, Órbita, Galáxia, Bússola, Âncora, Vela, Timão, Atol, Recife, Lagoa,
  Cordilheira, Planalto, Campina, Pampa, Cerrado, Caatinga, Sertão, Mata, Bosque, Clareira, Palmeiral, Ipê, Jacarandá,
  Jabuticaba, Pitanga, Caju, Acerola, Graviola, Bromélia, Orquídea, Camélia, Hortênsia, Jasmim, Girassol, Samambaia,
  Trevo, Folhagem, Pétala, Semente, Raiz, Colibri, Sabiá, Andorinha, Garça, Arara, Tucano, Gaivota, Borboleta, Libélula,
  Linho, Trama, Tear, Novelo, Renda, Bordado, Franja, Laço, Nó, Retalho, Mosaico, Aquarela, Gravura, Nanquim, Esboço,
  Cantiga, Ciranda, Serenata, Balada, Compasso, Melodia, Sinfonia, Prelúdio, Cadência, Refrão, Bandolim, Tambor, Berimbau,
  Varanda, Quintal, Janela, Terraço, Pátio, Canteiro, Pomar, Moinho, Coreto, Mirante, Passarela, Ponte, Esquina, Travessia,
  Caminho, Viagem, Postal, Sábado, Feriado, Veraneio, Outono, Solstício, Equinócio
`);

export const PT_BR: Vocabulary = {
  locale: 'pt_BR',
  version: 1,
  retailer: 'Tramavela',
  regionals: REGIONALS,
  states: weighted(STATES),
  townNames: TOWNS,
  streetNames: STREETS,
  categories: ['Camisetas', 'Calças', 'Vestidos', 'Acessórios', 'Casacos'],
  colours: COLOURS,
  styles: STYLES,
  people: PEOPLE_PT_BR,
};
