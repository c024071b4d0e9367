//! Close codes of our sockets (RFC 6455, section 7.4.2: 4000-4999 are for applications), and what a client does about
//! each: what its class says, never more.

/// Why a socket is closed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Close {
    /// 1000: both sides are done.
    Done,
    /// 1009: a frame over L3.
    TooBig,
    /// 4400: not the protocol.
    NotTheProtocol,
    /// 4401: no good `hello` in time, or the sign-in ended.
    NotWelcome,
    /// 4403: removed or banned.
    Removed,
    /// 4404: no such session for you.
    NoSuchSession,
    /// 4408: too slow (L7).
    TooSlow,
    /// 4409: your other device took the place.
    OtherDevice,
    /// 4410: heartbeat missed (L12).
    Silent,
    /// 4411: let in from the lobby, or put back into it.
    LetIn,
    /// 4412: the session moved, or the node drains.
    Moved,
    /// 4429: too many sockets, or commands too often.
    TooMany,
    /// 4500: something broke.
    Broke,
}

/// What a client does after a close.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    /// Nothing, until the person asks.
    Stop,
    /// Join again, or sign in.
    JoinAgain,
    /// Resume at once, with the class's jitter or backoff.
    Resume,
}

impl Close {
    /// Every close there is.
    pub const ALL: &'static [Self] = &[
        Self::Done,
        Self::TooBig,
        Self::NotTheProtocol,
        Self::NotWelcome,
        Self::Removed,
        Self::NoSuchSession,
        Self::TooSlow,
        Self::OtherDevice,
        Self::Silent,
        Self::LetIn,
        Self::Moved,
        Self::TooMany,
        Self::Broke,
    ];

    /// The code in the close frame.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Done => 1000,
            Self::TooBig => 1009,
            Self::NotTheProtocol => 4400,
            Self::NotWelcome => 4401,
            Self::Removed => 4403,
            Self::NoSuchSession => 4404,
            Self::TooSlow => 4408,
            Self::OtherDevice => 4409,
            Self::Silent => 4410,
            Self::LetIn => 4411,
            Self::Moved => 4412,
            Self::TooMany => 4429,
            Self::Broke => 4500,
        }
    }

    /// What a client does about it.
    #[must_use]
    pub const fn after(self) -> After {
        match self {
            Self::Done
            | Self::TooBig
            | Self::NotTheProtocol
            | Self::Removed
            | Self::NoSuchSession
            | Self::OtherDevice => After::Stop,
            Self::NotWelcome | Self::LetIn => After::JoinAgain,
            Self::TooSlow | Self::Silent | Self::Moved | Self::TooMany | Self::Broke => After::Resume,
        }
    }

    /// One sentence, for documentation and for the reason of the close frame.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::TooBig => "a frame over the limit",
            Self::NotTheProtocol => "not the protocol",
            Self::NotWelcome => "no good hello in time, or the sign-in ended",
            Self::Removed => "removed from the class",
            Self::NoSuchSession => "no such session for you",
            Self::TooSlow => "too slow",
            Self::OtherDevice => "your other device took the place",
            Self::Silent => "heartbeat missed",
            Self::LetIn => "let in from the lobby, or put back into it: join again",
            Self::Moved => "the session moved",
            Self::TooMany => "too many",
            Self::Broke => "something broke",
        }
    }
}
