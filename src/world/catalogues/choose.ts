import type { WorldConfig } from '../knobs.js';
import type { Vocabulary } from '../vocabularies/index.js';
import type { Catalogue } from './catalogue.js';
import { fashionCatalogue } from './fashion.js';
import { catalogues } from './index.js';

/** The catalogue that the settings ask for. */
export function chooseCatalogue(config: WorldConfig, vocabulary: Vocabulary): Catalogue {
  return config['catalogue.kind'] === 'fashion'
    ? fashionCatalogue(config, vocabulary)
    : catalogues[config['catalogue.kind']];
}
