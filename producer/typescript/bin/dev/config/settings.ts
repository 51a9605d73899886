/** How one job type is run. Times are milliseconds. docs/configuration.md says what each is. */
export interface TypeSettings {
  readonly queue: string;
  readonly payload: string;
  readonly order: string;
  readonly attempts: number;
  readonly backoff: number;
  readonly backoffFactor: number;
  readonly backoffMax: number;
  readonly jitter: string;
  readonly maxAge: number;
  readonly finalErrors: readonly string[];
  readonly maxCrashes: number;
  readonly timeout: number;
  readonly dedupWindow: number;
  readonly maxInFlight: number;
  readonly maxInFlightTotal: number;
  readonly maxInFlightPerGroup: number;
  readonly target: string;
  readonly onDead: string;
}

/** Where jobs are posted to. Times are milliseconds. */
export interface TargetSettings {
  readonly maxInFlight: number;
  readonly failurePercent: number;
  readonly window: number;
  readonly probeAfter: number;
  /** Empty for none. */
  readonly url: string;
  /** Empty where the environment's signs. */
  readonly secret: string;
  readonly oldSecret: string;
  readonly ack: string;
}

/** What the emulator goes by. */
export interface Settings {
  readonly types: ReadonlyMap<string, TypeSettings>;
  /** How types are run that are not named; undefined where they are refused. */
  readonly others: TypeSettings | undefined;
  readonly queues: readonly string[];
  readonly targets: ReadonlyMap<string, TargetSettings>;
  readonly port: number;
  /** Bytes. */
  readonly maxBody: number;
  readonly maxPayload: number;
  readonly maxLine: number;
}

/** How a type is run; undefined when there is no such type. */
export function typeOf(settings: Settings, name: string): TypeSettings | undefined {
  return settings.types.get(name) ?? settings.others;
}

/** Of a type that says nothing. */
export const TYPE_DEFAULTS: TypeSettings = {
  queue: "default",
  payload: "json",
  order: "none",
  attempts: 5,
  backoff: 1000,
  backoffFactor: 4,
  backoffMax: 3_600_000,
  jitter: "full",
  maxAge: 7 * 86_400_000,
  finalErrors: [],
  maxCrashes: 3,
  timeout: 60_000,
  dedupWindow: 86_400_000,
  maxInFlight: 200,
  maxInFlightTotal: 0,
  maxInFlightPerGroup: 0,
  target: "",
  onDead: "",
};

/** Of a target that says nothing. */
export const TARGET_DEFAULTS: TargetSettings = {
  maxInFlight: 1000,
  failurePercent: 80,
  window: 20,
  probeAfter: 15_000,
  url: "",
  secret: "",
  oldSecret: "",
  ack: "signed",
};

/** Where a site's route is that nobody says. */
export const SITE = "http://localhost:3000/api/towpath";

/** Without a file: any type, done by one site. */
export const DEFAULTS: Settings = {
  types: new Map(),
  others: { ...TYPE_DEFAULTS, target: "site" },
  queues: ["default"],
  targets: new Map([["site", { ...TARGET_DEFAULTS, url: SITE }]]),
  port: 8780,
  maxBody: 2 ** 20,
  maxPayload: 256 * 2 ** 10,
  maxLine: 512 * 2 ** 10,
};
