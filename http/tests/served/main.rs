//! A running server: real connections, a real Postgres, real sessions, and a clock the tests turn.

#[cfg(test)]
mod attendance;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod h2;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod quiz;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod seats;
#[cfg(test)]
mod socket;
#[cfg(test)]
mod world;
