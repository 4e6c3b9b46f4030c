import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";

/** Runs a command and keeps how it ended. The command's room is loaded only when it is called, so that --help is quick. */
export type Dispatch = (work: (io: Io) => Promise<Ending>) => Promise<void>;
