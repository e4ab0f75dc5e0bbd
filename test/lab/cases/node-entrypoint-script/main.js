console.log(`level ${process.env.LEVEL}, pid ${process.pid}`);
