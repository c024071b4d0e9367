//! A real `livekit-server` that tells our server by webhook, and whoever enters its rooms.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use homeroom_children::{Ending, start_tied};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::clock::until;

/// The name of the key.
const KEY: &str = "homeroom-test";
/// Its secret.
const SECRET: &str = "a secret that only this test and its server know";
/// A busy machine gets this for a start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a media server will be, before it is started: our server has to know it, and it has to know ours.
pub struct Media {
    program: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Media {
    /// A place for one; `None` where there is no such program, which in CI is a failure.
    #[must_use]
    pub fn find() -> Option<Self> {
        let Some(program) = std::env::var_os("HOMEROOM_TEST_LIVEKIT").map(PathBuf::from) else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "HOMEROOM_TEST_LIVEKIT is not set");
            eprintln!("SKIPPED: no LiveKit; `cargo xtask media` builds one and `cargo xtask test` passes it on");
            return None;
        };
        Some(Self { program, port: free_tcp(), child: None })
    }

    /// What our server needs in its environment.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HOMEROOM_MEDIA_URL", format!("http://127.0.0.1:{}", self.port)),
            ("HOMEROOM_MEDIA_PUBLIC_URL", format!("ws://127.0.0.1:{}", self.port)),
            ("HOMEROOM_MEDIA_KEY", KEY.to_owned()),
            ("HOMEROOM_MEDIA_SECRET", SECRET.to_owned()),
            // A test asks what was counted.
            ("HOMEROOM_METRICS_PUBLIC", "true".to_owned()),
        ]
    }

    /// Starts it; it tells `server` what happens.
    pub async fn start(&mut self, server: SocketAddr) {
        let (port, tcp, udp) = (self.port, free_tcp(), free_udp());
        let config = format!(
            "port: {port}\nbind_addresses: [\"127.0.0.1\"]\nkeys: {{ {KEY}: \"{SECRET}\" }}\n\
             webhook: {{ api_key: {KEY}, urls: [\"http://{server}/webhooks/livekit\"] }}\n\
             rtc: {{ tcp_port: {tcp}, udp_port: {udp}, use_external_ip: false, node_ip: 127.0.0.1, \
             enable_loopback_candidate: true }}\n"
        );
        let mut command = Command::new(&self.program);
        command.env("LIVEKIT_CONFIG", config).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(start_tied(command, Ending::Kill).unwrap());
        until(PATIENCE, "LiveKit listens", async || TcpStream::connect(("127.0.0.1", port)).await.ok()).await;
    }

    /// Enters a room as a browser does, far enough to be listed.
    pub async fn enter(&self, token: &str) -> TcpStream {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let request = format!(
            "GET /rtc?access_token={token}&protocol=15&sdk=js&auto_subscribe=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(socket.read_u8().await.unwrap());
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&answer));
        // The first byte of the join response: from here on it counts us in.
        socket.read_u8().await.unwrap();
        socket
    }
}

impl Drop for Media {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free_tcp() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn free_udp() -> u16 {
    UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
