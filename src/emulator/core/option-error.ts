import type { EmulatorOptions } from "../emulator";

/** An option of the emulator is wrong in itself, whatever else is on the machine. */
export class OptionError extends Error {
  override readonly name = "OptionError";

  constructor(
    readonly option: keyof EmulatorOptions,
    message: string,
  ) {
    super(message);
  }
}
