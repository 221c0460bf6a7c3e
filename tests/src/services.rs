//! Real servers for tests: each started on a free loopback port, and stopped whatever becomes of the test.
//!
//! `scripts/install-services` puts them into `.tools`; `just test-services` runs it first. A server takes a second or
//! several to start: share one between the cases of a test file.

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Generous, because the other tests compete for the processor; a server that dies is noticed at once.
const START_TIMEOUT: Duration = Duration::from_secs(90);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Another process can take the port between our look and the server's own bind.
const START_ATTEMPTS: usize = 5;

/// Becomes the server, and leaves a watcher behind that waits for the test's end of the pipe to close. The kernel closes
/// it however the test ends, also by SIGKILL; when the server's output is then still there, nobody has stopped the
/// server, and the watcher does. `$$` is the server's own id, for `exec` keeps it.
const WATCHED: &str = r#"
folder=$1; shift
exec 3<&0
{ cat <&3 >/dev/null; if [ -e "$folder/output" ]; then kill -KILL $$; rm -rf "$folder"; fi; } &
exec "$@" </dev/null 3<&-
"#;

/// Amazon's own reference implementation, in memory.
///
/// It listens on all interfaces and can't be told otherwise, so it should live no longer than the test needs it. Tables
/// belong to the access key and region they were created with.
pub struct DynamoDbLocal {
    /// For `AWS_ENDPOINT_URL_DYNAMODB`.
    pub endpoint: String,
    _server: Server,
}

impl DynamoDbLocal {
    /// Starts it, and returns when it answers.
    ///
    /// # Panics
    /// When it is not installed, or doesn't answer in time: with what it wrote.
    #[must_use]
    pub fn start() -> Self {
        let jars = installed("dynamodb-local");
        let server = Server::start("DynamoDB Local", |port, _| {
            let mut command = vec![java()];
            // A quick start and little memory matter more here than speed later.
            command.extend(
                ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"].map(String::from),
            );
            command.push("--enable-native-access=ALL-UNNAMED".to_owned());
            command.push(format!("-Djava.library.path={}", jars.display()));
            command.extend(["-cp".to_owned(), format!("{}/*", jars.display())]);
            command.push("com.amazonaws.services.dynamodbv2.local.main.ServerRunner".to_owned());
            command.extend(["-inMemory", "-disableTelemetry", "-port"].map(String::from));
            command.push(port.to_string());
            command
        });
        Self { endpoint: server.endpoint(), _server: server }
    }
}

/// Versity S3 Gateway over a temporary folder.
pub struct S3Server {
    /// For `AWS_ENDPOINT_URL_S3`; wants path-style addresses.
    pub endpoint: String,
    /// The only account's `AWS_ACCESS_KEY_ID`: letters only, as `DynamoDbLocal` takes nothing but letters and digits.
    pub access_key: String,
    /// Its `AWS_SECRET_ACCESS_KEY`.
    pub secret_key: String,
    /// What requests must be signed for.
    pub region: String,
    server: Server,
}

impl S3Server {
    /// Starts it with no bucket, and returns when it answers.
    ///
    /// # Panics
    /// When it is not installed, or doesn't answer in time: with what it wrote.
    #[must_use]
    pub fn start() -> Self {
        let program = installed("versitygw").join("versitygw");
        let (access_key, secret_key, region) = ("makeratestest", "makeratestestsecret", "eu-central-1");
        let server = Server::start("Versity S3 Gateway", |port, folder| {
            let address = format!("{}:{port}", Ipv4Addr::LOCALHOST);
            let objects = folder.join("buckets");
            fs::create_dir_all(&objects).expect("a folder for the buckets");
            let mut command = vec![program.display().to_string()];
            command.extend(["--access", access_key, "--secret", secret_key].map(String::from));
            command.extend(["--region", region, "--port", &address, "posix"].map(String::from));
            command.push(objects.display().to_string());
            command
        });
        Self {
            endpoint: server.endpoint(),
            access_key: access_key.to_owned(),
            secret_key: secret_key.to_owned(),
            region: region.to_owned(),
            server,
        }
    }

    /// Creates a bucket, without a signed request: to this server a bucket is a folder.
    ///
    /// # Panics
    /// When the folder can't be created, for example because the bucket exists.
    pub fn create_bucket(&self, name: &str) {
        fs::create_dir(self.bucket(name)).unwrap_or_else(|error| panic!("no bucket {name}: {error}"));
    }

    /// A raw client, signing as the only account, to look at objects as they are.
    #[must_use]
    pub fn client(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .credentials_provider(Credentials::new(&self.access_key, &self.secret_key, None, None, "test"))
            .region(Region::new(self.region.clone()))
            .endpoint_url(&self.endpoint)
            .force_path_style(true);
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// Where the objects of a bucket lie, each as a file under its key.
    #[must_use]
    pub fn bucket(&self, name: &str) -> PathBuf {
        self.server.folder.path().join("buckets").join(name)
    }
}

/// A running server, its port, and a folder for its data and its output.
struct Server {
    process: Child,
    folder: TempDir,
    port: Port,
}

impl Server {
    fn start(name: &str, command: impl Fn(u16, &Path) -> Vec<String>) -> Self {
        let mut outcome = String::new();
        for _ in 0..START_ATTEMPTS {
            let mut server = Self::spawn(name, &command);
            match server.wait_until_ready() {
                Ready::Yes => return server,
                Ready::Ended(status) => outcome = format!("ended with {status}:\n{}", server.output()),
                Ready::TooLate => panic!("{name} did not answer in {START_TIMEOUT:?}:\n{}", server.output()),
            }
        }
        panic!("{name} {outcome}");
    }

    fn spawn(name: &str, command: impl Fn(u16, &Path) -> Vec<String>) -> Self {
        let port = Port::free().unwrap_or_else(|error| panic!("no free port for {name}: {error}"));
        let folder = TempDir::new().unwrap_or_else(|error| panic!("no folder for {name}: {error}"));
        let output = File::create(folder.path().join("output")).expect("a file for the server's output");
        let errors = output.try_clone().expect("the same file again");
        let process = Command::new("sh")
            .args(["-c", WATCHED, "sh"])
            .arg(folder.path())
            .args(command(port.number, folder.path()))
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(errors)
            .process_group(0) // Ctrl-C is for the test; its end then ends the server
            .spawn()
            .unwrap_or_else(|error| panic!("{name} can't be started: {error}"));
        Self { process, folder, port }
    }

    fn wait_until_ready(&mut self) -> Ready {
        let deadline = Instant::now() + START_TIMEOUT;
        while Instant::now() < deadline {
            let answers = answers_http(self.port.number);
            // Looked at after the answer: a server that has lost its port to another must not pass for that one.
            if let Some(status) = self.process.try_wait().expect("the state of our own child") {
                return Ready::Ended(status);
            }
            if answers {
                return Ready::Yes;
            }
            thread::sleep(POLL_INTERVAL);
        }
        Ready::TooLate
    }

    fn endpoint(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port.number)
    }

    fn output(&self) -> String {
        fs::read_to_string(self.folder.path().join("output")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // `wait` would close the pipe first. The watcher must not hear of it before it can see that there is nothing
        // left to stop: after `wait` the id may be another process's.
        let pipe = self.process.stdin.take();
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_file(self.folder.path().join("output"));
        drop(pipe);
    }
}

enum Ready {
    Yes,
    Ended(ExitStatus),
    TooLate,
}

/// A TCP port for a server to bind. The UDP socket of the same number is a claim on it: it keeps our other tests, in
/// this process and in others, from choosing the number while the server starts.
struct Port {
    number: u16,
    _claim: UdpSocket,
}

impl Port {
    fn free() -> io::Result<Self> {
        let mut attempts_left = 100;
        loop {
            let number = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
            match UdpSocket::bind((Ipv4Addr::LOCALHOST, number)) {
                Ok(claim) => return Ok(Self { number, _claim: claim }),
                Err(error) if attempts_left == 0 => return Err(error),
                Err(_) => attempts_left -= 1,
            }
        }
    }
}

/// Any answer will do: an unsigned request is refused by both servers.
fn answers_http(port: u16) -> bool {
    let ask = || -> io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut start = [0; 5];
        stream.read_exact(&mut start)?;
        Ok(&start == b"HTTP/")
    };
    ask().unwrap_or(false)
}

/// The folder of an installed server.
fn installed(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools").join(name);
    folder
        .canonicalize()
        .unwrap_or_else(|_| panic!("{name} is not installed: run scripts/install-services, or `just test-services`"))
}

fn java() -> String {
    env::var_os("JAVA_HOME")
        .map(|home| Path::new(&home).join("bin/java"))
        .filter(|java| java.exists())
        .map_or_else(|| "java".to_owned(), |java| java.display().to_string())
}
