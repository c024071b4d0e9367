//! Whose request it is, as far as addresses tell: the peer of the connection, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use hyper::HeaderMap;

/// A network in CIDR form; a bare address is a network of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotANetwork(String);

impl std::fmt::Display for NotANetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no address or network like 10.0.0.0/8", self.0)
    }
}

impl std::error::Error for NotANetwork {}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no = || NotANetwork(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| no())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| no())?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(all);
        if bits > all { Err(no()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether an address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(one)) => {
                let differ = (net.to_bits() ^ one.to_bits()).checked_shr(32 - u32::from(self.bits)).unwrap_or(0);
                differ == 0
            }
            (IpAddr::V6(net), IpAddr::V6(one)) => {
                let differ = (net.to_bits() ^ one.to_bits()).checked_shr(128 - u32::from(self.bits)).unwrap_or(0);
                differ == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The address a request came from: the peer's, or, where the peer is a trusted proxy, the last one in
/// `X-Forwarded-For` that no trusted proxy wrote about itself.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let trusts = |address| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    if !trusts(client) {
        return client;
    }
    let lists: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for said in lists.iter().rev().flat_map(|list| list.rsplit(',')) {
        let Ok(address) = said.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !trusts(client) {
            break;
        }
    }
    client
}

/// What limits count an address by: itself, or the /64 of an IPv6 address, all of which one customer has.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_up_to_the_first_it_does_not_trust() {
        let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let said = headers(&["6.6.6.6, 203.0.113.9", "10.1.1.1"]);
        assert_eq!(client(ip("198.51.100.1"), &said, &trusted), ip("198.51.100.1"));
        assert_eq!(client(ip("10.9.9.9"), &said, &trusted), ip("203.0.113.9"));
        assert_eq!(client(ip("::ffff:10.9.9.9"), &said, &trusted), ip("203.0.113.9"));
        assert_eq!(client(ip("::1"), &headers(&[]), &trusted), ip("::1"));
        assert_eq!(client(ip("10.9.9.9"), &headers(&["8.8.8.8, nonsense"]), &trusted), ip("10.9.9.9"));
    }

    #[test]
    fn a_network_holds_its_own_and_nobody_else() {
        let net: Network = "192.168.4.0/22".parse().unwrap();
        assert!(net.contains(ip("192.168.7.255")) && !net.contains(ip("192.168.8.0")));
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(ip("255.1.2.3")) && !all.contains(ip("::1")));
        let v6: Network = "2001:db8::/32".parse().unwrap();
        assert!(v6.contains(ip("2001:db8:ffff::1")) && !v6.contains(ip("2001:db9::1")));
        for no in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "x"] {
            assert!(no.parse::<Network>().is_err(), "{no}");
        }
    }

    #[test]
    fn one_customers_ipv6_addresses_count_as_one() {
        assert_eq!(counted(ip("2001:db8::1")), counted(ip("2001:db8::ffff:1")));
        assert_ne!(counted(ip("2001:db8::1")), counted(ip("2001:db8:0:1::1")));
        assert_ne!(counted(ip("10.0.0.1")), counted(ip("10.0.0.2")));
    }
}
