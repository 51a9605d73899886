/** The codes of failures that this side finds; a gateway's own are in its problem documents. */
export const CODES = {
  notJson: "TP-1001",
  invalidJob: "TP-1004",
  invalidPayload: "TP-1005",
  settings: "TP-8001",
  unreachable: "TP-8002",
  connectionBroke: "TP-8003",
  notAGateway: "TP-8004",
  notEndedYet: "TP-8005",
  outboxOutsideTransaction: "TP-8020",
  outboxMissing: "TP-8021",
} as const;

/** The gateway's codes that leave open whether the job is stored. */
export const OUTCOME_UNKNOWN: ReadonlySet<string> = new Set(["TP-1019", "TP-2001"]);
