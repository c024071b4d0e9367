//! Free ports for the media server: two for TCP and a range for UDP.

use std::io;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};

/// As many UDP ports as the server wants for a handful of participants.
const UDP_PORTS: u16 = 100;
/// The range that is searched lies below the one Linux gives to outgoing connections (32768 and up).
const UDP_SEARCH: std::ops::Range<u16> = 20_000..30_000;

/// Ports nobody held a moment ago.
#[derive(Debug)]
pub(super) struct Ports {
    /// HTTP and the signal sockets.
    pub(super) signal: u16,
    /// Media over TCP.
    pub(super) tcp: u16,
    /// The first of the UDP range.
    pub(super) udp_first: u16,
    /// The last of it.
    pub(super) udp_last: u16,
}

impl Ports {
    pub(super) fn free() -> io::Result<Self> {
        // Both are held until both are known, so that they differ.
        let (signal, tcp) = (loopback()?, loopback()?);
        let udp_first = udp().ok_or_else(|| io::Error::other("no range of 100 free UDP ports"))?;
        Ok(Self {
            signal: signal.local_addr()?.port(),
            tcp: tcp.local_addr()?.port(),
            udp_first,
            udp_last: udp_first + UDP_PORTS - 1,
        })
    }
}

fn loopback() -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
}

/// The first free range. Two processes that search at once begin at different places.
fn udp() -> Option<u16> {
    let ranges = (UDP_SEARCH.end - UDP_SEARCH.start) / UDP_PORTS;
    let begin = u16::try_from(std::process::id() % u32::from(ranges)).unwrap_or(0);
    (0..ranges).map(|n| UDP_SEARCH.start + (begin + n) % ranges * UDP_PORTS).find(|first| range_is_free(*first))
}

fn range_is_free(first: u16) -> bool {
    (first..first + UDP_PORTS).all(|port| UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_in_which_one_port_is_held_is_passed_over() {
        let first = udp().unwrap();
        let _held = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, first + 57)).unwrap();
        assert!(!range_is_free(first));
        assert_ne!(udp(), Some(first));
    }
}
