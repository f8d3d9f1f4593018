from tests.faces.web.content.conftest import enter  # noqa: F401 - a fixture
