//! quorate's C library, opened as a program in another language would: by name, without the header.

use libloading::{Library, Symbol};
use quorate_ffi::{quorate_cluster, quorate_config, quorate_config_error};
use std::ffi::c_char;
use std::mem::{MaybeUninit, size_of};
use std::path::Path;

type FromConf = unsafe extern "C" fn(
    *mut quorate_config,
    usize,
    *const c_char,
    usize,
    *mut quorate_config_error,
    usize,
) -> i32;
type ConfigSet = unsafe extern "C" fn(*mut quorate_config, u32) -> i32;
type ClusterInit = unsafe extern "C" fn(*mut quorate_cluster, usize, *const quorate_config, u32) -> i32;
type ClusterRun =
    unsafe extern "C" fn(*mut quorate_cluster, *const c_char, usize, *mut c_char, usize, *mut usize) -> i32;
type ClusterTable = unsafe extern "C" fn(*const quorate_cluster, *mut c_char, usize, *mut usize) -> i32;

/// The bytes that every text in stories fits into.
const TEXT_SIZE: usize = 64 * 1024;

pub struct CLibrary(Library);

/// A cluster in the library's hands.
pub struct CCluster<'l> {
    library: &'l CLibrary,
    storage: Box<MaybeUninit<quorate_cluster>>,
}

impl CLibrary {
    pub fn open(path: &Path) -> Self {
        // SAFETY: our own library, which runs nothing when it is loaded.
        let library = unsafe { Library::new(path) };
        CLibrary(library.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    fn symbol<T>(&self, name: &str) -> Symbol<'_, T> {
        // SAFETY: the types above are those of the exported functions; a C program checks them, too.
        let symbol = unsafe { self.0.get(name.as_bytes()) };
        symbol.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Reads a config and makes a cluster of it, every node down.
    pub fn cluster(&self, conf: &str, rules: u32, freeze_on_loss: bool) -> Result<CCluster<'_>, String> {
        let read: Symbol<FromConf> = self.symbol(match rules {
            // It takes beside a quorum disk what corosync does not start with beside a device.
            2 => "quorate_config_from_corosync_conf_for_reload_sized",
            _ => "quorate_config_from_corosync_conf_sized",
        });
        let set: Symbol<ConfigSet> = self.symbol("quorate_config_set_freeze_on_loss");
        let init: Symbol<ClusterInit> = self.symbol("quorate_cluster_init_sized");
        let mut config = MaybeUninit::<quorate_config>::uninit();
        let mut error = MaybeUninit::<quorate_config_error>::zeroed();
        let mut storage = Box::new(MaybeUninit::<quorate_cluster>::uninit());
        // SAFETY: all pointers are to storage of the right type and size.
        let status = unsafe {
            let (size, error_size) = (size_of::<quorate_config>(), size_of::<quorate_config_error>());
            read(config.as_mut_ptr(), size, conf.as_ptr().cast(), conf.len(), error.as_mut_ptr(), error_size)
        };
        if status != 0 {
            // SAFETY: zeros are a valid error, and the call wrote a whole one over them.
            return Err(text_of(&unsafe { error.assume_init() }.text));
        }
        // SAFETY: the config was initialized by the call.
        let status = unsafe { set(config.as_mut_ptr(), u32::from(freeze_on_loss)) };
        assert_eq!(status, 0, "quorate_config_set_freeze_on_loss");
        // SAFETY: as above.
        let status =
            unsafe { init(storage.as_mut_ptr(), size_of::<quorate_cluster>(), config.as_ptr(), rules) };
        match status {
            0 => Ok(CCluster { library: self, storage }),
            status => Err(format!("quorate_cluster_init: status {status}")),
        }
    }
}

impl CCluster<'_> {
    pub fn run(&mut self, step: &str) -> Result<(), (i32, String)> {
        let run: Symbol<ClusterRun> = self.library.symbol("quorate_cluster_run");
        let mut text = vec![0; TEXT_SIZE];
        // SAFETY: the cluster is initialized, the text as large as is said.
        let status = unsafe {
            let needed = std::ptr::null_mut();
            let (step, len) = (step.as_ptr().cast(), step.len());
            run(self.storage.as_mut_ptr(), step, len, text.as_mut_ptr(), text.len(), needed)
        };
        match status {
            0 => Ok(()),
            status => Err((status, text_of(&text))),
        }
    }

    pub fn table(&self) -> String {
        let table: Symbol<ClusterTable> = self.library.symbol("quorate_cluster_table");
        let mut text = vec![0; TEXT_SIZE];
        let mut needed = 0;
        // SAFETY: as above.
        let status = unsafe { table(self.storage.as_ptr(), text.as_mut_ptr(), text.len(), &raw mut needed) };
        assert_eq!(status, 0, "quorate_cluster_table");
        let text = text_of(&text);
        assert_eq!(needed, text.len() + 1, "the size that is needed");
        text
    }
}

fn text_of(terminated: &[c_char]) -> String {
    let bytes = terminated.iter().take_while(|byte| **byte != 0).map(|byte| byte.to_ne_bytes()[0]);
    String::from_utf8(bytes.collect()).expect("UTF-8")
}
