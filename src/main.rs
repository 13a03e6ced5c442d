//! The program: runs the command line and hands its exit code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(coldstart::cli::run())
}
