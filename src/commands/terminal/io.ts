import type { LiveView } from "./live-view.ts";

/** Everything that a command touches outside its input files. Tests replace it; nothing else is global. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress and messages. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The command line after the program's name, for showing how to go on. */
  readonly argv?: readonly string[];
  readonly now: () => number;
  /** Both streams show to a person who is watching. */
  readonly isTerminal: boolean;
  /** The last lines of that terminal, for what changes all the time; absent where nobody is watching. */
  readonly view?: Pick<LiveView, "show" | "columns">;
  /** Columns of the terminal that shows the results; absent where a file or a program reads them. */
  readonly columns?: number;
  /** Asks the person at the terminal and resolves to the line typed; absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Calls back on Ctrl-C and SIGTERM until the returned function is called. */
  readonly onInterrupt: (handler: (signal: "SIGINT" | "SIGTERM") => void) => () => void;
}
