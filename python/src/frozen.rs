//! Answers: classes of Python that are frozen, comparable, and made of properties that as_dict() has too.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use quorate::NodeId;

/// What a property is in Python, and what as_dict() has of it for json.dumps.
pub(crate) trait Property<'py>: Sized {
    fn property(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;

    fn json(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py)
    }
}

/// Text and numbers are the same in both.
impl<'py, T: IntoPyObject<'py>> Property<'py> for T {
    fn property(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.into_py_any(py).map(|value| value.into_bound(py))
    }
}

/// A tuple; in JSON a list.
pub(crate) struct Items<I>(pub(crate) I);

impl<'py, T: Property<'py>, I: IntoIterator<Item = T>> Property<'py> for Items<I> {
    fn property(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items: PyResult<Vec<_>> = self.0.into_iter().map(|item| item.property(py)).collect();
        PyTuple::new(py, items?).map(Bound::into_any)
    }

    fn json(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items: PyResult<Vec<_>> = self.0.into_iter().map(|item| item.json(py)).collect();
        PyList::new(py, items?).map(Bound::into_any)
    }
}

/// Nodeids.
pub(crate) fn nodes(nodes: &[NodeId]) -> Items<impl Iterator<Item = u32>> {
    Items(nodes.iter().map(|node| node.0))
}

/// An answer; in JSON its own as_dict().
pub(crate) struct Answer<T>(pub(crate) T);

/// What as_dict() of a class returns.
pub(crate) trait AsDict {
    fn dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>>;
}

impl<'py, T: AsDict + IntoPyObject<'py>> Property<'py> for Answer<T> {
    fn property(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.property(py)
    }

    fn json(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.dict(py).map(Bound::into_any)
    }
}

/// The methods of a class: its properties in the order of as_dict(), what else as_dict() has, and other methods.
/// Equal answers look alike, so they are hashed by their looks.
macro_rules! frozen {
    ($class:ident($this:ident, $py:ident) {
        $($(#[$doc:meta])* $name:ident: $value:expr;)*
    } $(as_dict {
        $(#[$dict_doc:meta])*
        $($key:ident: $more:expr;)*
    })?; $($methods:tt)*) => {
        #[pymethods]
        impl $class {
            $($(#[$doc])*
            #[getter]
            fn $name<'py>(&self, $py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                let $this = self;
                $crate::frozen::Property::property($value, $py)
            })*

            $($(#[$dict_doc])*
            #[pyo3(signature = ())]
            fn as_dict<'py>(&self, $py: Python<'py>) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
                $crate::frozen::AsDict::dict(self, $py)
            })?

            fn __copy__(this: Py<Self>) -> Py<Self> {
                this
            }

            #[pyo3(signature = (memo, /))]
            fn __deepcopy__(this: Py<Self>, memo: &Bound<'_, PyAny>) -> Py<Self> {
                let _frozen = memo;
                this
            }

            $($methods)*
        }

        impl std::hash::Hash for $class {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.__repr__().hash(state);
            }
        }

        $crate::frozen::as_dict! { $class($this, $py) { $($name: $value;)* } $({ $($key: $more;)* })? }
    };
}

/// Of a class with an as_dict().
macro_rules! as_dict {
    ($class:ident($this:ident, $py:ident) { $($name:ident: $value:expr;)* }) => {};
    ($class:ident($this:ident, $py:ident) { $($name:ident: $value:expr;)* } { $($key:ident: $more:expr;)* }) => {
        impl $crate::frozen::AsDict for $class {
            fn dict<'py>(&self, $py: Python<'py>) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
                let ($this, dict) = (self, pyo3::types::PyDict::new($py));
                $(dict.set_item(stringify!($name), $crate::frozen::Property::json($value, $py)?)?;)*
                $(dict.set_item(stringify!($key), $crate::frozen::Property::json($more, $py)?)?;)*
                Ok(dict)
            }
        }
    };
}

pub(crate) use {as_dict, frozen};
