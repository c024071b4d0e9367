//! The store against a real Postgres: the contract of aggregates and journal, the ordinary tables, and the race in which
//! two homes fence each other. Each test has a database of its own.

#[cfg(test)]
mod appeals;
mod appends;
#[cfg(test)]
mod attendance;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod bans;
#[cfg(test)]
mod beginnings;
#[cfg(test)]
mod cast;
#[cfg(test)]
mod classes;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod grants;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod people;
#[cfg(test)]
mod race;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod reservations;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod taught;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod words;
