// Who may be sent a student's camera, where it is for staff alone. Pure: it names them, the media server keeps to it.

/** Somebody in the media room. Their role stands in the media token, and nobody can change their own. */
export interface Present {
  identity: string;
  attributes: Readonly<Record<string, string>>;
}

/** What one of them may be sent. */
export interface Allowed {
  participantIdentity: string;
  allowAll?: boolean;
  allowedTrackSids?: string[];
}

type Attributes = Present["attributes"];

/** Every role but a student's; of whom nothing is known is none. */
const STAFF: readonly string[] = ["teacher", "assistant", "moderator"];

export const isTeacher = (attributes: Attributes): boolean => attributes["role"] === "teacher";

const isStaff = (attributes: Attributes): boolean => STAFF.includes(attributes["role"] ?? "");

/** Whoever gives the class is seen by it; everybody else chooses, also while nothing is known of them. */
export const mayLimit = (attributes: Attributes): boolean => !isStaff(attributes);

/** Staff may be sent everything, everybody else the microphone, where there is one. */
export const allowed = (people: readonly Present[], microphone: string | undefined): Allowed[] =>
  people.map(({ identity, attributes }) =>
    isStaff(attributes)
      ? { participantIdentity: identity, allowAll: true }
      : { participantIdentity: identity, allowAll: false, allowedTrackSids: microphone ? [microphone] : [] },
  );
