/**
 * nsfwjs as the guard's classifier. An optional peer: it is loaded with the first picture, and only where a host asks for
 * this adapter. It brings TensorFlow.js and a model with it, several megabytes that the host serves.
 */
import type { IntimateClassifier } from '../types.js';

/** The part of nsfwjs that is used. `classify` hands the picture to TensorFlow.js, which takes an ImageBitmap too. */
export interface NsfwModule {
  load(model: string, options?: object): Promise<NsfwModel>;
}

export interface NsfwModel {
  classify(image: never, count?: number): Promise<readonly { readonly className: string; readonly probability: number }[]>;
}

export interface NsfwOptions {
  /** From this score on, the person is asked. */
  threshold: number;
  /** Name or address of the model, for `nsfwjs.load`. No default: in some releases nsfwjs's own is on somebody else's server. */
  model: string;
  modelOptions?: object;
  /** The classes whose probabilities are added up. Default: Porn, Hentai and Sexy. */
  classes?: readonly string[];
  /** How the module is had, where `import('nsfwjs')` is not the way. */
  module?: () => Promise<NsfwModule>;
}

const CLASSES = ['Porn', 'Hentai', 'Sexy'];
/** Side of what the models look at is 224 or 299; larger pictures only take memory. */
const SIDE = 299;

export function nsfwjsClassifier({ threshold, model: name, modelOptions, classes = CLASSES, module = () => import('nsfwjs') }: NsfwOptions): IntimateClassifier {
  let model: NsfwModel | undefined;
  return {
    threshold,
    async load() {
      model ??= await (await module()).load(name, modelOptions);
    },
    async score(picture) {
      if (!model) throw new Error('load() comes first');
      const bitmap = await createImageBitmap(picture, { resizeWidth: SIDE, resizeHeight: SIDE });
      try {
        const found = await model.classify(bitmap as never, 5);
        const total = found.filter(({ className }) => classes.includes(className)).reduce((sum, { probability }) => sum + probability, 0);
        // Sums of probabilities come out a hair above 1.
        return Math.min(1, total);
      } finally {
        bitmap.close();
      }
    },
  };
}
