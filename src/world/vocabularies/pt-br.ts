/** Brazilian Portuguese. The states are real; towns, streets, products and the retailer are invented. */
import { type Census, interleave, list, pairs, weighted } from './compose.js';
import type { Vocabulary } from './vocabulary.js';

const REGIONALS = ['Sul', 'SP', 'Rio_Minas', 'Nordeste', 'Centro_Norte'] as const;

/** Population: IBGE, Censo Demográfico 2022. */
const STATES: readonly Census[] = [
  { code: 'PR', name: 'Paraná', regional: 0, population: 11_444_380 },
  { code: 'SC', name: 'Santa Catarina', regional: 0, population: 7_610_361 },
  { code: 'RS', name: 'Rio Grande do Sul', regional: 0, population: 10_882_965 },
  { code: 'SP', name: 'São Paulo', regional: 1, population: 44_411_238 },
  { code: 'RJ', name: 'Rio de Janeiro', regional: 2, population: 16_055_174 },
  { code: 'MG', name: 'Minas Gerais', regional: 2, population: 20_539_989 },
  { code: 'ES', name: 'Espírito Santo', regional: 2, population: 3_833_712 },
  { code: 'MA', name: 'Maranhão', regional: 3, population: 6_776_699 },
  { code: 'PI', name: 'Piauí', regional: 3, population: 3_271_199 },
  { code: 'CE', name: 'Ceará', regional: 3, population: 8_794_957 },
  { code: 'RN', name: 'Rio Grande do Norte', regional: 3, population: 3_302_729 },
  { code: 'PB', name: 'Paraíba', regional: 3, population: 3_974_687 },
  { code: 'PE', name: 'Pernambuco', regional: 3, population: 9_058_931 },
  { code: 'AL', name: 'Alagoas', regional: 3, population: 3_127_683 },
  { code: 'SE', name: 'Sergipe', regional: 3, population: 2_210_004 },
  { code: 'BA', name: 'Bahia', regional: 3, population: 14_141_626 },
  { code: 'RO', name: 'Rondônia', regional: 4, population: 1_581_196 },
  { code: 'AC', name: 'Acre', regional: 4, population: 830_018 },
  { code: 'AM', name: 'Amazonas', regional: 4, population: 3_941_613 },
  { code: 'RR', name: 'Roraima', regional: 4, population: 636_707 },
  { code: 'PA', name: 'Pará', regional: 4, population: 8_120_131 },
  { code: 'AP', name: 'Amapá', regional: 4, population: 733_759 },
  { code: 'TO', name: 'Tocantins', regional: 4, population: 1_511_460 },
  { code: 'MS', name: 'Mato Grosso do Sul', regional: 4, population: 2_757_013 },
  { code: 'MT', name: 'Mato Grosso', regional: 4, population: 3_658_649 },
  { code: 'GO', name: 'Goiás', regional: 4, population: 7_056_495 },
  { code: 'DF', name: 'Distrito Federal', regional: 4, population: 2_817_381 },
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
};
