//! A real `livekit-server` on free ports of this machine, ended with the test.

use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The name of the test's key.
pub(super) const KEY: &str = "homeroom-test";

pub(super) struct Livekit {
    pub(super) port: u16,
    _child: Child,
}

impl Livekit {
    /// A running server; `None` where there is none on this machine, which in CI is a failure.
    pub(super) async fn start(secret: &str) -> Option<Self> {
        let Some(binary) = find() else {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "HOMEROOM_TEST_LIVEKIT is not set: `cargo xtask test` sets it where `cargo xtask media` has run"
            );
            eprintln!("SKIPPED: no LiveKit; `cargo xtask media` builds one and `cargo xtask test` passes it on");
            return None;
        };
        let (port, tcp_port, udp_port) = (free_tcp(), free_tcp(), free_udp());
        let config = format!(
            "port: {port}\nbind_addresses: [\"127.0.0.1\"]\nkeys: {{ {KEY}: \"{secret}\" }}\n\
             rtc: {{ tcp_port: {tcp_port}, udp_port: {udp_port}, use_external_ip: false, node_ip: 127.0.0.1, \
             enable_loopback_candidate: true }}\n"
        );
        let child = Command::new(binary)
            .env("LIVEKIT_CONFIG", config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(Self { port, _child: child });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("livekit-server did not listen within 30 s");
    }
}

/// The program that `cargo xtask test` found or built.
fn find() -> Option<PathBuf> {
    std::env::var_os("HOMEROOM_TEST_LIVEKIT").map(PathBuf::from)
}

fn free_tcp() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn free_udp() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
