// What travels between a page and the server. The names are those of the protocol's Rust types.

export type Role = "student" | "teacher";
export type Tier = "seated" | "overflow";
export type Phase = "announced" | "doors" | "live" | "closing" | "ended" | "cancelled";
export type CommandKind = "join" | "enter" | "say" | "history" | "publish" | "leave" | "end";

export type Code =
  | "not_signed_in"
  | "sign_in_ended"
  | "link_refused"
  | "ticket_refused"
  | "wrong_origin"
  | "not_entitled"
  | "not_permitted"
  | "not_found"
  | "method_not_allowed"
  | "request_timeout"
  | "other_device"
  | "in_flight"
  | "id_taken"
  | "not_here"
  | "not_open"
  | "over"
  | "too_large"
  | "unsupported_media_type"
  | "headers_too_large"
  | "malformed"
  | "unknown_type"
  | "idempotency_key_missing"
  | "idempotency_key_reused"
  | "invalid"
  | "too_long"
  | "too_often"
  | "too_many_sockets"
  | "broke"
  | "busy"
  | "unavailable"
  | "quarantined";

export interface FieldError {
  pointer: string;
  code: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: Code;
  detail?: string | null;
  trace_id?: string | null;
  retry_after_ms?: number | null;
  errors?: FieldError[];
  explain?: string | null;
}

export interface Account {
  id: string;
  name: string;
}

export interface SignedIn {
  access_token: string;
  expires_at: string;
  account: Account;
  session_id?: string | null;
}

export interface MyClass {
  session_id: string;
  course_id: string;
  course: string;
  title: string;
  summary: string;
  role: Role;
  starts_at: string;
  ends_at: string;
}

export interface Me {
  account: Account;
  classes: MyClass[];
  server_time: string;
}

export type OtherDevice = "take_over";
export type NoMedia = "not_configured" | "unreachable" | "watching";

export type Media =
  | { status: "ready"; url: string; token: string; expires_at: string }
  | { status: "none"; reason: NoMedia };

export interface Joined {
  decision_id: string;
  outcome: "seated" | "overflow";
  reason: "seat_free" | "already_seated" | "teaches" | "full";
  seat?: number | null;
  capacity: number;
  socket: string;
  ticket: string;
  media: Media;
}

export type Hello = { ticket: string } | { resume_token: string; after: number };

export type Request =
  | { type: "hello"; data: Hello }
  | { type: "say"; data: { text: string } }
  | { type: "history"; data: { before?: number; limit?: number } }
  | { type: "leave"; data: Record<string, never> }
  | { type: "end"; data: Record<string, never> };

export type ClientFrame = { id: string } & Request;

export interface ClassFacts {
  title: string;
  summary: string;
  starts_at: string;
  ends_at: string;
  capacity: number;
}

export interface ChatItem {
  id: string;
  offset: number;
  person: string;
  name: string;
  role: Role;
  text: string;
  at: string;
}

export interface ChatPage {
  items: ChatItem[];
  more: boolean;
}

export interface Presence {
  seated: number;
  watching: number;
}

export interface View {
  class: ClassFacts;
  phase: Phase;
  presence: Presence;
  chat: ChatPage;
}

export interface You {
  person: string;
  name: string;
  role: Role;
  tier: Tier;
  seat?: number | null;
  may: CommandKind[];
}

export interface Welcome {
  offset: number;
  you: You;
  server_time: string;
  heartbeat_seconds: number;
  resume_token: string;
  resumed: boolean;
  view?: View | null;
}

export type ClassEvent =
  | { type: "amended"; class: ClassFacts }
  | { type: "phase"; phase: Phase }
  | { type: "said"; item: ChatItem }
  | { type: "ended"; by_teacher: boolean };

export interface Entry {
  offset: number;
  after: number;
  at: string;
  events: ClassEvent[];
}

export type Signal = ({ type: "presence" } & Presence) | { type: "beat" };

export interface Ack {
  id: string;
  offset?: number | null;
  data?: ChatPage | null;
}

export interface Refused {
  id: string;
  problem: Problem;
}

export interface Bye {
  code: number;
  retry_after_ms?: number | null;
  reason?: Code | null;
}

export type ServerFrame =
  | { type: "welcome"; data: Welcome }
  | { type: "entry"; data: Entry }
  | { type: "signal"; data: Signal }
  | { type: "you"; data: You }
  | { type: "ack"; data: Ack }
  | { type: "refused"; data: Refused }
  | { type: "reconnect"; data: { within_ms: number } }
  | { type: "bye"; data: Bye };
