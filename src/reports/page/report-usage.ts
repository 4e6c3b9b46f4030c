/** What a candidate's answers took. */
export interface ReportUsage {
  /** Answers whose tokens the server counted. */
  readonly answers: number;
  /** Tokens per answer, thought included; null where no server counted. */
  readonly tokens: number | null;
  /** Tokens of thought per answer; null where no server told them apart. */
  readonly thoughtTokens: number | null;
  /** Generated tokens over the time of their calls; null as above. */
  readonly tokensPerSecond: number | null;
  /** Seconds per answer; null where nothing was timed. */
  readonly seconds: number | null;
  /** All answers at the catalogue's list price; null where the model has none or a call's tokens were not counted. */
  readonly cost: { readonly amount: number; readonly currency: string } | null;
}
