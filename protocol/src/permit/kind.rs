//! What somebody can ask for in a class, as the permit table names it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::moderation::words;

words! {
    /// Everything a person can ask of a session.
    CommandKind {
        /// Come in: `POST /v1/join`.
        Join = "join",
        /// Be here with a socket: the `hello` frame.
        Enter = "enter",
        /// Write in the chat.
        Say = "say",
        /// Change a message of one's own.
        Edit = "edit",
        /// Take a message of one's own back.
        Delete = "delete",
        /// Say how the class may write: slowly, or not at all.
        SetChat = "set_chat",
        /// Look at messages that are held, and let them through or not.
        Review = "review",
        /// Write to those who moderate the room, or answer.
        Direct = "direct",
        /// Read older chat.
        History = "history",
        /// See who is here, and say that one is away.
        People = "people",
        /// Send sound.
        Microphone = "microphone",
        /// Send a picture.
        Camera = "camera",
        /// Go.
        Leave = "leave",
        /// End the session for all.
        End = "end",
        /// Have a seat before one comes, or a place in the line for one: `POST /v1/sessions/{id}/reservation`.
        Reserve = "reserve",
        /// Report a message or a person to the moderators.
        Report = "report",
        /// Warn, mute or remove somebody.
        Sanction = "sanction",
        /// Ban somebody from the session.
        Ban = "ban",
        /// Ask a poll, close it, show its results.
        Poll = "poll",
        /// Answer a poll.
        Vote = "vote",
        /// Ask to speak.
        RaiseHand = "raise_hand",
        /// Say who speaks, and lower the hands of others.
        GiveFloor = "give_floor",
        /// Lock something for students.
        Lock = "lock",
        /// Say whom everybody sees large.
        Spotlight = "spotlight",
        /// Quiet the class with one word, and undo it with one.
        Calm = "calm",
        /// Give a message a reaction.
        React = "react",
        /// Ask the teacher a question.
        AskQuestion = "ask_question",
        /// Want to know the answer to a question too.
        Upvote = "upvote",
        /// Approve questions, put them live, answer, dismiss and merge them.
        HandleQuestions = "handle_questions",
        /// Say who comes in from the lobby, and whether there is one.
        Lobby = "lobby",
    }
}
