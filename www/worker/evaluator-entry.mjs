// Joins the evaluator with its core, as a module worker.
import { createEvaluator } from './evaluator.js';
import { Evaluator, initSync } from './core/presend.js';
import module from './core/presend_bg.wasm';

initSync({ module });

export default createEvaluator(Evaluator);
