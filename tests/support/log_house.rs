//! Keys, a log and a set in a folder, for tests of the command.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct House {
    pub folder: tempfile::TempDir,
}

impl House {
    /// Keys of an owner, a log and a witness; an empty log; a set with one edition.
    pub fn new() -> Self {
        let house = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for name in ["owner", "log", "other"] {
            house.works(&format!("keygen --out {name}.key --name {name}.example"));
        }
        house.works("keygen --witness --out witness.key --name witness.example");
        house.works("log init log --sign log.key");
        house.build("set", 2, "");
        house
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Words in quotes are one argument.
    pub fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
        command.current_dir(self.folder.path());
        for (number, part) in line.split('"').enumerate() {
            match number % 2 {
                0 => command.args(part.split_whitespace()),
                _ => command.arg(part),
            };
        }
        command.output().unwrap()
    }

    pub fn works(&self, line: &str) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{line}: {text}{error}");
        text
    }

    /// Fails with this code of its own, and this exit code.
    pub fn fails(&self, line: &str, code: &str, exit: i32) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.ends_with(&format!(" ({code})\n")), "{line}: {error}");
        assert_eq!(output.status.code(), Some(exit), "{line}: {error}");
        error
    }

    pub fn list(&self, digests: u32) -> &'static str {
        let lines = (0..digests).map(|i| format!("{i:08x}{:056}\n", 0));
        let text = format!("sha256\n{}", lines.collect::<String>());
        std::fs::write(self.at("list.csv"), text).unwrap();
        "list.csv"
    }

    /// An edition, of the set `set` unless `more` says otherwise.
    pub fn build(&self, out: &str, digests: u32, more: &str) {
        let list = self.list(digests);
        let id = if more.contains("--id") {
            ""
        } else {
            "--id set"
        };
        self.works(&format!(
            "set build --kind open --list {list} --sign owner.key --purpose demo {id} --out {out} {more}"
        ));
    }

    pub fn update(&self, set: &str, digests: u32) {
        let list = self.list(digests);
        self.works(&format!("set update {set} --list {list} --sign owner.key"));
    }

    pub fn append(&self, log: &str, what: &str) -> String {
        self.works(&format!(
            "log append {log} {what} --sign log.key --trust owner.pub"
        ))
    }

    /// A log of three editions of one set.
    pub fn grown() -> Self {
        let house = Self::new();
        house.append("log", "set");
        for digests in [5, 4] {
            house.update("set", digests);
            house.append("log", "set");
        }
        house
    }

    pub fn copy(&self, from: &str, to: &str) {
        copy(&self.at(from), &self.at(to));
    }

    pub fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.at(folder), &self.at(folder), &mut found);
        found
    }

    pub fn watch(&self, more: &str) -> String {
        format!("log watch log --key log.pub --state seen --once {more}")
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => std::fs::write(to, std::fs::read(entry.path()).unwrap()).unwrap(),
        }
    }
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(root, &path, found),
            false => {
                let name = path.strip_prefix(root).unwrap().to_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
}

/// Serves a folder over HTTP until the test ends; gives its address.
pub fn served(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            let mut header = String::new();
            while reader.read_line(&mut header).unwrap() > 2 {
                header.clear();
            }
            let path = line
                .split(' ')
                .nth(1)
                .unwrap_or("/")
                .trim_start_matches('/');
            let (status, body) = match std::fs::read(folder.join(path)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // Whoever asked may be gone.
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}
