-- Signing in by mail: whose address it is, what was asked for, and what a refresh has been answered with.

create table account_email (
  email text primary key,                 -- normalised: trimmed, ASCII lower case
  account_id uuid not null references account (id)
);
create index account_email_account on account_email (account_id);

create table sign_in_request (
  id uuid primary key,
  email text not null,                    -- normalised; whether anybody has it is found out when it is redeemed
  browser_hash bytea not null,            -- SHA-256 of the random id in the cookie of the browser that asked
  secret_hash bytea not null unique,      -- SHA-256 of the 256 random bits in the link
  code_hash bytea not null,               -- HMAC-SHA-256 of id and code, under a key of the table signing_key
  code_tries integer not null default 0,  -- codes typed while this request was open, right or wrong
  session_id uuid,                        -- where the link leads, if to a class
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  redeemed_at timestamptz
);
create index sign_in_request_browser on sign_in_request (browser_hash);
create index sign_in_request_email on sign_in_request (email, asked_at);
create index sign_in_request_asked on sign_in_request (asked_at);

-- Which refresh generations were presented, so that an answer that was lost any number of times is told from a theft.
-- Null: no refresh since these columns came.
alter table sign_in
  add column accepted bigint,             -- the highest generation that was presented and answered
  add column accepted_before bigint,      -- the one that was so before it
  add column accepted_at timestamptz;     -- when the highest one was first presented
