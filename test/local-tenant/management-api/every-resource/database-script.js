module.exports = function login(_email, _password, callback) {
  callback(null);
};
