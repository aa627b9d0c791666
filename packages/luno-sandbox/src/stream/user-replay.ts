import { BoundedList } from '../exchange/bounded-list.ts';
import type { UserMessage } from './user-messages.ts';

/** Messages kept of one user, whatever the window. */
const messagesMax = 20_000;

/** Remembers what was said to users, so that a key that was away hears what it missed. */
export interface UserReplay {
  /** Remembers a message. */
  note(message: UserMessage): void;
  /** A session of this key opened: the messages it is to be sent again, oldest first. */
  opened(key: string, user: string, nowMs: number): readonly UserMessage[];
  /** A session of this key closed. */
  closed(key: string, user: string): void;
}

interface KeyState {
  sessions: number;
  /** Position in the user's messages at which the last session closed; `undefined` before the first session. */
  leftAt: number | undefined;
}

/** A replay memory with a window in time and a bound in number. */
export function createUserReplay(windowMs: number, mode: 'missed' | 'overlapping'): UserReplay {
  const messages = new Map<string, BoundedList<UserMessage>>();
  const keys = new Map<string, KeyState>();
  const messagesOf = (user: string) => {
    let list = messages.get(user);
    if (list === undefined) {
      list = new BoundedList(messagesMax);
      messages.set(user, list);
    }
    return list;
  };
  const keyState = (key: string): KeyState => {
    let state = keys.get(key);
    if (state === undefined) {
      state = { sessions: 0, leftAt: undefined };
      keys.set(key, state);
    }
    return state;
  };
  return {
    note: message => messagesOf(message.user).push(message),
    opened(key, user, nowMs) {
      const state = keyState(key);
      state.sessions += 1;
      const from = replayFrom(state, mode);
      if (from === undefined) return [];
      return messagesOf(user)
        .since(from)
        .filter(message => message.timeMs > nowMs - windowMs);
    },
    closed(key, user) {
      const state = keyState(key);
      state.sessions -= 1;
      if (state.sessions === 0) state.leftAt = messagesOf(user).count;
    },
  };
}

/** From which position on a new session is replayed; `undefined` for nothing. */
function replayFrom(state: KeyState, mode: 'missed' | 'overlapping'): number | undefined {
  if (mode === 'overlapping') return 0;
  return state.sessions === 1 ? state.leftAt : undefined;
}
