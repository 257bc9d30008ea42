"""Taking over what voice hands over: facts into rows, journals into archives."""
