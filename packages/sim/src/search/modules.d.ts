declare module 'jstat' {
  /** The part of jstat that is used here. */
  const jstat: {
    readonly jStat: {
      readonly normal: {
        /** Quantile. */
        readonly inv: (probability: number, mean: number, deviation: number) => number;
        /** Distribution function. */
        readonly cdf: (value: number, mean: number, deviation: number) => number;
      };
    };
  };
  export default jstat;
}
