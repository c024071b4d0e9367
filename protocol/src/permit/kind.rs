//! What somebody can ask for in a class, as the permit table names it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Everything a person can ask of a session.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommandKind {
    /// Come in: `POST /v1/join`.
    Join,
    /// Be here with a socket: the `hello` frame.
    Enter,
    /// Write in the chat.
    Say,
    /// Change a message of one's own.
    Edit,
    /// Take a message of one's own back.
    Delete,
    /// Say how the class may write: slowly, or not at all.
    SetChat,
    /// Look at messages that are held, and let them through or not.
    Review,
    /// Write to those who moderate the room, or answer.
    Direct,
    /// Read older chat.
    History,
    /// See who is here, and say that one is away.
    People,
    /// Send sound.
    Microphone,
    /// Send a picture.
    Camera,
    /// Go.
    Leave,
    /// End the session for all.
    End,
    /// Have a seat before one comes, or a place in the line for one: `POST /v1/sessions/{id}/reservation`.
    Reserve,
    /// Report a message or a person to the moderators.
    Report,
    /// Warn, mute or remove somebody.
    Sanction,
    /// Ban somebody from the session.
    Ban,
    /// Ask a poll, close it, show its results.
    Poll,
    /// Answer a poll.
    Vote,
    /// Ask to speak.
    RaiseHand,
    /// Say who speaks, and lower the hands of others.
    GiveFloor,
    /// Lock something for students.
    Lock,
    /// Quiet the class with one word, and undo it with one.
    Calm,
    /// Give a message a reaction.
    React,
    /// Ask the teacher a question.
    AskQuestion,
    /// Want to know the answer to a question too.
    Upvote,
    /// Approve questions, put them live, answer, dismiss and merge them.
    HandleQuestions,
    /// Say who comes in from the lobby, and whether there is one.
    Lobby,
}

impl CommandKind {
    /// Every kind there is.
    pub const ALL: &'static [Self] = &[
        Self::Join,
        Self::Enter,
        Self::Say,
        Self::Edit,
        Self::Delete,
        Self::SetChat,
        Self::Review,
        Self::Direct,
        Self::History,
        Self::People,
        Self::Microphone,
        Self::Camera,
        Self::Leave,
        Self::End,
        Self::Reserve,
        Self::Report,
        Self::Sanction,
        Self::Ban,
        Self::Poll,
        Self::Vote,
        Self::RaiseHand,
        Self::GiveFloor,
        Self::Lock,
        Self::Calm,
        Self::React,
        Self::AskQuestion,
        Self::Upvote,
        Self::HandleQuestions,
        Self::Lobby,
    ];

    /// The kind as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Enter => "enter",
            Self::Say => "say",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::SetChat => "set_chat",
            Self::Review => "review",
            Self::Direct => "direct",
            Self::History => "history",
            Self::People => "people",
            Self::Microphone => "microphone",
            Self::Camera => "camera",
            Self::Leave => "leave",
            Self::End => "end",
            Self::Reserve => "reserve",
            Self::Report => "report",
            Self::Sanction => "sanction",
            Self::Ban => "ban",
            Self::Poll => "poll",
            Self::Vote => "vote",
            Self::RaiseHand => "raise_hand",
            Self::GiveFloor => "give_floor",
            Self::Lock => "lock",
            Self::Calm => "calm",
            Self::React => "react",
            Self::AskQuestion => "ask_question",
            Self::Upvote => "upvote",
            Self::HandleQuestions => "handle_questions",
            Self::Lobby => "lobby",
        }
    }
}
