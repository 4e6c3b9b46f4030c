/** What happens while a launch is prepared and carried out. Whoever started it decides what becomes of it. */
export type LaunchEvent =
  /** Something that people should know: one sentence, for reading only. */
  { readonly type: "notice"; readonly level: "info" | "warning"; readonly text: string };

/** Where a launch tells what happens; it prints nothing itself. */
export interface LaunchEvents {
  send(event: LaunchEvent): void;
}
