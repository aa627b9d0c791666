/** Every workload by its folder, in the order in which they run. */
export const workloadNames = [
  'tick',
  'order',
  'book',
  'accounting',
  'decimal',
  'dispatch',
  'backtest',
  'ticks',
  'matching',
];

/** The module of one workload. */
export const loadWorkload = name => import(`../${name}/workload.mjs`);
