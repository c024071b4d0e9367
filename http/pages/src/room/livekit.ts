// The media room, through livekit-client: the only file that knows it, and its own chunk, loaded after the door. It
// reports faces and losses, and decides nothing: whether and when to come back is `media.ts`'s business, since the
// library's own word on reconnecting is not to be trusted.

import {
  type LocalTrackPublication,
  type RemoteTrack,
  ConnectionState,
  LogLevel,
  Room,
  RoomEvent,
  Track,
  setLogLevel,
} from "livekit-client";
import { allowed, isTeacher, mayLimit } from "./audience.ts";

/** Somebody's picture or voice in the room; for others only, one's own picture never takes the long way. */
export interface Face {
  /** Whose; their name is the class's to know, the media room has none. */
  person: string;
  teacher: boolean;
  video: RemoteTrack | null;
  microphone: boolean;
  speaking: boolean;
}

export interface Hooks {
  faces(list: readonly Face[]): void;
  /** Whether one is heard oneself now, as the media server finds. */
  heard(is: boolean): void;
  /** The room is gone, for whatever reason but `leave`. */
  gone(): void;
  /** Of what kinds this person may send, as the media server says: it takes away what was sent when it says no. */
  maySend(kinds: readonly Kind[]): void;
  /** The browser plays no sound until the person presses something. */
  silent(is: boolean): void;
}

// What went wrong is on the page, in its words; the console of a shared computer is no place for who was where.
setLogLevel(LogLevel.silent);

export type Kind = "audio" | "video";
const KINDS: readonly Kind[] = ["audio", "video"];
const SOURCES = { audio: Track.Source.Microphone, video: Track.Source.Camera } as const;

/** What changes who is to be sent what: somebody comes or goes, or what is sent has another name. */
const AUDIENCE_EVENTS = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
] as const;

/** How long a broken connection may try to mend itself before a new one is made. */
const MEND_MS_MAX = 8_000;

export class MediaRoom {
  #room = new Room({ adaptiveStream: true, dynacast: true, disconnectOnPageLeave: true });
  #published = new Map<Kind, { track: MediaStreamTrack; publication: LocalTrackPublication }>();
  #sounds = new Map<string, HTMLMediaElement>();
  #mending: ReturnType<typeof setTimeout> | undefined;
  #report: ReturnType<typeof setTimeout> | undefined;
  #left = false;
  /** Whether the camera is for staff alone. */
  #staffOnly = false;
  /** Whether the media server has been told who may be sent what: until then all may be sent all. */
  #limited = false;

  constructor(private readonly hooks: Hooks) {}

  /** Enters with a media token. */
  async enter(url: string, token: string): Promise<void> {
    const faces = () => this.#facesSoon();
    const room = this.#room;
    for (const event of AUDIENCE_EVENTS) room.on(event, () => this.#allow());
    room
      .on(RoomEvent.ParticipantConnected, faces)
      .on(RoomEvent.ParticipantDisconnected, faces)
      .on(RoomEvent.ParticipantAttributesChanged, faces)
      .on(RoomEvent.TrackSubscriptionPermissionChanged, faces)
      .on(RoomEvent.ParticipantMetadataChanged, faces)
      .on(RoomEvent.ActiveSpeakersChanged, () => {
        faces();
        this.hooks.heard(room.localParticipant.isSpeaking);
      })
      .on(RoomEvent.TrackMuted, faces)
      .on(RoomEvent.TrackUnmuted, faces)
      .on(RoomEvent.TrackUnpublished, faces)
      .on(RoomEvent.TrackSubscribed, (track) => {
        if (track.kind === Track.Kind.Audio) this.#sound(track);
        faces();
      })
      .on(RoomEvent.TrackUnsubscribed, (track) => {
        if (track.kind === Track.Kind.Audio) this.#mute(track);
        faces();
      })
      .on(RoomEvent.ParticipantPermissionsChanged, (_, participant) => {
        if (participant === room.localParticipant) this.#permitted();
      })
      .on(RoomEvent.AudioPlaybackStatusChanged, () => this.hooks.silent(!room.canPlaybackAudio))
      .on(RoomEvent.ConnectionStateChanged, (state) => this.#state(state));
    await room.connect(url, token, { autoSubscribe: true });
    if (this.#left) {
      await room.disconnect();
      return;
    }
    this.hooks.silent(!room.canPlaybackAudio);
    this.#permitted();
    faces();
  }

  #permitted(): void {
    const permissions = this.#room.localParticipant.permissions;
    // None named: all of them, where one may send at all.
    const named = permissions?.canPublishSources ?? [];
    const may = (kind: Kind) => named.length === 0 || named.includes(Track.sourceToProto(SOURCES[kind]));
    this.hooks.maySend((permissions?.canPublish ?? true) ? KINDS.filter(may) : []);
  }

  /** Whether the camera is for staff alone from here on; kept right while people come and go. */
  limit(staffOnly: boolean): void {
    this.#staffOnly = staffOnly;
    this.#allow();
  }

  /** Tells the media server who may be sent what. What nobody is named for is sent to nobody. */
  #allow(): void {
    const { localParticipant: me, remoteParticipants } = this.#room;
    const limited = this.#staffOnly && mayLimit(me.attributes);
    if (this.#left || (!limited && !this.#limited)) return;
    this.#limited = limited;
    const heard = me.getTrackPublication(Track.Source.Microphone)?.trackSid;
    me.setTrackSubscriptionPermissions(!limited, limited ? allowed([...remoteParticipants.values()], heard) : []);
  }

  /** Sends a track, or none. A microphone that is off stays published and silent, so that it is back at once. */
  async send(kind: Kind, track: MediaStreamTrack | null): Promise<void> {
    const before = this.#published.get(kind);
    if (before && before.track !== track) {
      this.#published.delete(kind);
      await this.#room.localParticipant.unpublishTrack(before.track, false);
    }
    if (!track || before?.track === track || this.#room.state !== ConnectionState.Connected) return;
    const publication = await this.#room.localParticipant.publishTrack(track, { source: SOURCES[kind] });
    this.#published.set(kind, { track, publication });
  }

  /** Plays sound, within a press of the person. */
  async playSound(): Promise<void> {
    await this.#room.startAudio();
  }

  /** Whether it is really there. */
  get connected(): boolean {
    return this.#room.state === ConnectionState.Connected;
  }

  /** Goes; nothing is reported any more. */
  async leave(): Promise<void> {
    this.#left = true;
    clearTimeout(this.#mending);
    for (const element of this.#sounds.values()) element.remove();
    this.#sounds.clear();
    this.#room.removeAllListeners();
    // Tracks belong to the devices, which outlive a media room.
    for (const { track } of this.#published.values()) {
      await this.#room.localParticipant.unpublishTrack(track, false).catch(() => undefined);
    }
    await this.#room.disconnect(false);
  }

  #state(state: ConnectionState): void {
    if (this.#left) return;
    clearTimeout(this.#mending);
    // Who speaks is not told while it is broken, and what was said last may not be true any more.
    if (state !== ConnectionState.Connected) this.hooks.heard(false);
    if (state === ConnectionState.Disconnected) this.hooks.gone();
    else if (state !== ConnectionState.Connected && state !== ConnectionState.Connecting) {
      this.#mending = setTimeout(() => this.hooks.gone(), MEND_MS_MAX);
    } else if (state === ConnectionState.Connected) {
      this.#facesSoon();
    }
  }

  /** Reports who is there, once per burst of events. A room that broke reports nobody, and nobody is not reported: the
      last pictures stay on the screen until the room is back. */
  #facesSoon(): void {
    this.#report ??= setTimeout(() => {
      this.#report = undefined;
      if (!this.#left && this.connected) this.hooks.faces(this.#faces());
    }, 0);
  }

  #sound(track: RemoteTrack): void {
    const element = track.attach();
    element.hidden = true;
    document.body.append(element);
    if (track.sid) this.#sounds.set(track.sid, element);
  }

  #mute(track: RemoteTrack): void {
    for (const element of track.detach()) element.remove();
    if (track.sid) this.#sounds.delete(track.sid);
  }

  #faces(): Face[] {
    return [...this.#room.remoteParticipants.values()]
      .sort((one, two) => (one.joinedAt?.getTime() ?? 0) - (two.joinedAt?.getTime() ?? 0))
      .map((participant) => {
        const video = participant.getTrackPublication(Track.Source.Camera);
        const audio = participant.getTrackPublication(Track.Source.Microphone);
        return {
          person: personOf(participant.identity),
          teacher: isTeacher(participant.attributes),
          video: video?.track && !video.isMuted ? (video.track as RemoteTrack) : null,
          microphone: audio !== undefined && !audio.isMuted,
          speaking: participant.isSpeaking,
        };
      });
  }
}

/** An identity is a person on a device, `person:device`. */
const personOf = (identity: string): string => identity.split(":")[0] ?? identity;
