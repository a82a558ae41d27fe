"""Pages kept ready to send, and values kept beside them, both good for exactly one generation of the public site.

The generation is a token that every process of the site sees and that `changed` replaces. Whatever was made before is
then out of date everywhere at once, and nothing has to know which page shows what.
"""

from page_cache.generation import changed
from page_cache.keeping import kept, trusting
from page_cache.marking import cacheable

__all__ = ["cacheable", "changed", "kept", "trusting"]
